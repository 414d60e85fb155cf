"""How much one member of staff may do alone: the shape of LIMITS_FILE, which billing and payments read.

Above the limit of their role another person has to approve. The file is a list of dated editions; the built-in one
leaves everyday sums to one person. Whoever reads the file stops at its start when it is wrong.
"""

from datetime import date
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, model_validator

from contracts.roles import SYSTEM

LimitedAction = Literal["refund", "correction", "publication"]
StaffRole = Literal["operator", "accountant", "administrator"]
Most = Annotated[int, Field(ge=0, le=10**14)]
"""Kopecks that the role may move alone; 0: always two persons."""
ACCOUNTANTS_MOST: dict[StaffRole, Most] = {"operator": 0, "accountant": 5_000_000, "administrator": 5_000_000}


class LimitEdition(BaseModel):
    """Limits from a day on. A role that is not named may do nothing of the kind alone."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    since: date
    refund: dict[StaffRole, Most] = {"operator": 1_500_000, "accountant": 5_000_000, "administrator": 5_000_000}
    """Of one person's refunds to one account in a day."""
    correction: dict[StaffRole, Most] = ACCOUNTANTS_MOST
    """Of one person's corrections of one account in a day, their undoing included."""
    publication: dict[StaffRole, Most] = {"operator": 0, "accountant": 2_000_000_000, "administrator": 2_000_000_000}
    """Of what a run charges that is published."""
    days: int = Field(default=14, ge=1, le=90)
    """How long a request waits for the second person."""

    def alone(self, deed: LimitedAction, role: str) -> int | None:
        """Kopecks that the role may move alone; None: any sum, for our own processes and commands."""
        if role == SYSTEM:
            return None
        most: dict[str, int] = dict(getattr(self, deed))
        return most.get(role, 0)


class Limits(BaseModel):
    """All editions, the earliest first; the first holds for the days before it too."""

    model_config = ConfigDict(frozen=True)

    editions: tuple[LimitEdition, ...] = Field(default=(LimitEdition(since=date(2026, 1, 1)),), min_length=1)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        days = [edition.since for edition in self.editions]
        if days != sorted(set(days)):
            raise ValueError("since: the editions must follow each other by their days, each day once")
        return self

    def on(self, day: date) -> LimitEdition:
        """The edition that holds on a day."""
        begun = [edition for edition in self.editions if edition.since <= day]
        return begun[-1] if begun else self.editions[0]


_FILE = TypeAdapter(tuple[LimitEdition, ...])


def load_limits(path: str | None) -> Limits:
    """Returns the limits of the file (JSON: a list of editions), or the built-in ones. Raises OSError, ValueError."""
    if not path:
        return Limits()
    return Limits(editions=_FILE.validate_json(Path(path).read_text(encoding="utf-8")))
