"""An act of the account, as a charge sees it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from services.billing.rules.errors import BadInputError
from services.billing.rules.money import decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What an act states. Acts of meters reach a charge as meters and readings, not as these."""

    kind: str
    """`access_refused`, `tampering`, `quality`; a charge passes over the others."""
    happened_on: date
    until: date | None = None
    """The last day of what it states, such as the day before access was given."""
    serial: str = ""
    number: str = ""
    """Of the document."""
    details: Mapping[str, object] = field(default_factory=dict)

    def number_of(self, name: str) -> Decimal | None:
        """A number among the details; None when it is not stated. Errors: `BadInputError` when it is none."""
        stated = self.details.get(name)
        return None if stated in (None, "") else decimal(stated, f"acts.details.{name}")

    def day_of(self, name: str) -> date | None:
        """A day among the details, None when it is not stated. Errors: `BadInputError` when it is none."""
        stated = self.details.get(name)
        if stated in (None, ""):
            return None
        try:
            return date.fromisoformat(str(stated))
        except ValueError:
            raise BadInputError(f"acts.details.{name}", "must be a day such as 2026-10-01") from None
