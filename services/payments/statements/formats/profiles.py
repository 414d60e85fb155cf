"""How a bank writes its registers: data, a TOML file each. A supplier adds its own in a folder of its own.

No common specification exists: encoding, separator, columns and trailer are agreed in each contract.
"""

import fnmatch
import tomllib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from contracts.wire import Zone

OWN = Path(__file__).with_name("profiles")


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Amounts(_Part):
    """How sums are written: whole kopecks, or rubles with a mark before the kopecks."""

    unit: Literal["rubles", "kopecks"] = "rubles"
    mark: Literal[",", "."] = ","
    grouping: str = Field(default="", max_length=1)
    """What stands between thousands, if anything."""


class Trailer(_Part):
    """The last line, which sums the file up. Places are columns, the first is 1; the prefix is cut off before."""

    prefix: str = Field(min_length=1)
    required: bool = True
    count: int | None = None
    amount: int | None = None
    fee: int | None = None
    document: tuple[int, ...] = ()
    """Columns that together name the payment order."""


class MeterColumns(_Part):
    """Where the readings of one meter stand: a column or key for each of its registers.

    Without `zones` they follow the order of the meter's own registers (day, night, ...); columns left empty in a row
    are registers that the meter does not have, or readings that the payer has not given.
    """

    values: tuple[int | str, ...] = Field(min_length=1, max_length=5)
    zones: tuple[Zone, ...] = ()
    serial: int | str | None = None
    """Where the meter's number stands; without it the meter of the account's first point is meant."""

    @model_validator(mode="after")
    def _as_many_zones(self) -> "MeterColumns":
        if self.zones and (len(self.zones) != len(self.values) or len(set(self.zones)) != len(self.zones)):
            raise ValueError("zones: one for each of values, each once")
        return self


class Profile(_Part):
    """One layout. `columns` says where a field stands: a column from 1, or a key of the `KEY:VALUE` tail."""

    name: str = Field(pattern=r"^[a-z0-9-]{2,40}$")
    title: str
    kind: Literal["credits", "orders"]
    """Credits of accounts through another channel, or operations of the portal's own orders."""
    channel: str = Field(min_length=2, max_length=60)
    """As «Зачисления» names it."""
    files: tuple[str, ...] = ()
    """Patterns of file names by which the profile is known."""
    encoding: Literal["cp1251", "utf-8-sig", "koi8-r", "cp866"]
    separator: str = Field(min_length=1, max_length=1)
    quote: str = Field(default="", max_length=1)
    comment: str = ""
    header_lines: int = Field(default=0, ge=0)
    date_format: str
    amounts: Amounts = Amounts()
    trailer: Trailer | None = None
    columns: dict[
        Literal["operation", "account", "order", "date", "amount", "fee", "payer", "kind"],
        int | str | tuple[int | str, ...],
    ]
    """`operation` may be several columns: together they name the operation once and for ever."""
    readings: tuple[MeterColumns, ...] = Field(default=(), max_length=10)
    """Readings that payers give with the money, a table for each meter."""
    refund_kinds: tuple[str, ...] = ()
    """Values of the column `kind` that mean money going back."""

    @model_validator(mode="after")
    def _whole(self) -> "Profile":
        needed = {"operation", "date", "amount", "account" if self.kind == "credits" else "order"}
        missing = needed - self.columns.keys()
        if self.readings and self.kind == "orders":
            raise ValueError("readings come with credits: an order of the portal has brought its own")
        if missing:
            raise ValueError(f"columns without a place: {', '.join(sorted(missing))}")
        return self

    def fits(self, file_name: str) -> bool:
        return any(fnmatch.fnmatch(file_name.lower(), pattern.lower()) for pattern in self.files)


class WrongProfile(ValueError):
    """A profile file that cannot be used; says which and why."""


@lru_cache
def load_profiles(folder: str | None = None) -> Sequence[Profile]:
    """The profiles that come with the service and those of `folder`, which win over ours of the same name."""
    found: dict[str, Profile] = {}
    for path in [*sorted(OWN.glob("*.toml")), *(sorted(Path(folder).glob("*.toml")) if folder else ())]:
        try:
            profile = Profile.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
        except (ValidationError, tomllib.TOMLDecodeError) as wrong:
            raise WrongProfile(f"{path.name}: {wrong}") from wrong
        found[profile.name] = profile
    return tuple(found.values())
