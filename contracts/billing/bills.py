"""Published bills, what changed in them, and the public check of their codes."""

from typing import Literal

from pydantic import Field

from contracts.wire import AccountNumber, Count, Day, Instant, Kopecks, Message, Period


class BillRef(Message):
    period: Period
    revision: int
    published_at: Instant
    due_on: Day
    total_kopecks: Kopecks
    code: str


class BillKey(Message):
    """The last revision when none is named."""

    account_number: AccountNumber
    period: Period
    revision: Count | None = None


class BillList(Message):
    bills: list[BillRef]


class ChangePart(Message):
    """One cause. `before` and `after` are what it changed from and to, where it has numbers: days, kWh or persons."""

    cause: Literal["volume", "tariff", "days", "zones", "method", "recalculation", "multiplier"]
    """The nearest of the causes that readers of before the code know."""
    title: str
    """Deprecated: word it by `code`."""
    amount_kopecks: Kopecks
    code: str = ""
    """volume, tariff, days, zones, method, multiplier, recalculation, correction, estimates, persons, absence, norm."""
    before: int | None = None
    after: int | None = None
    months: list[Period] = Field(default_factory=list)
    """Whose charges a recalculation mends."""


class BillChange(Message):
    """«Почему счёт изменился» (B6): the parts add up to the difference to the kopeck."""

    period: Period
    previous_period: Period
    previous_kopecks: Kopecks
    current_kopecks: Kopecks
    parts: list[ChangePart]
    previous_method: str = ""
    current_method: str = ""


class BillCode(Message):
    code: str = Field(max_length=40)


class BillGenuine(Message):
    """The answer of the public check (B10): enough to compare with the paper, nothing about the person."""

    genuine: bool
    period: Period | None
    account_masked: str | None
    total_kopecks: Kopecks | None
    published_on: Day | None
    superseded: bool
