"""Checks of an accountant between the calculation of a period and the publication of its bills."""

from typing import Literal

from pydantic import Field

from contracts.bill import Method
from contracts.wire import AccountNumber, Kopecks, Message, Period

Flag = Literal["negative", "zero", "jump"]


class RunRow(Message):
    """One account of a run against its month before; `previous_*` are None when that month was not charged."""

    account_number: AccountNumber
    full_name: str
    address: str
    method: Method
    volume: int
    charged_kopecks: Kopecks
    previous_volume: int | None
    previous_kopecks: Kopecks | None
    flags: list[Flag]


class RunRowsQuery(Message):
    """Accounts that were marked (with `flag`: by this mark), by number; keyset paging by the last number seen."""

    period: Period
    district: str | None = Field(default=None, pattern=r"^\d{3}$")
    flag: Flag | None = None
    after: AccountNumber | None = None
    limit: int = Field(default=50, ge=1, le=1000)


class RunRows(Message):
    rows: list[RunRow]
    more: bool


class NotCharged(Message):
    """An account that the run left out, and what is missing (in English, for whoever loads the data)."""

    account_number: AccountNumber
    reason: str


class MonthTotals(Message):
    accounts: int
    volume: int
    charged_kopecks: Kopecks
    by_method: dict[str, int]


class RunPreview(Message):
    """A calculated period before its publication: against the month before, with accounts to open and look at."""

    period: Period
    this: MonthTotals
    previous_period: Period
    previous: MonthTotals | None
    """None when the month before was not charged here for this district."""
    samples: list[RunRow]
    """One account of each method and mark."""
    largest: list[RunRow]
    """The greatest sums."""
    not_charged: list[NotCharged]
    """At most a hundred."""
