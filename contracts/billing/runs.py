"""Checks of an accountant between the calculation of a period and the publication of its bills."""

from typing import Literal

from pydantic import Field

from contracts.bill import Method
from contracts.wire import AccountNumber, Count, Kopecks, Message, Period, Zone

Flag = Literal["negative", "zero", "jump", "penalty_jump", "implausible_reading"]


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
    since: Period | None = None
    """The first month without a bill."""


class Unbilled(Message):
    """An open account that has no bill for an earlier month than the run's."""

    account_number: AccountNumber
    since: Period
    """The first month without a bill."""
    reason: str
    """Why the run cannot charge it, or its oldest months; empty when the run settles all of them in its bill."""


class RecalculationLine(Message):
    """kWh of an earlier month that a bill adds or gives back, at that month's price; money with VAT."""

    settles: Period
    """The month that was billed otherwise."""
    month: Period
    """The month whose price and VAT the line has."""
    zone: Zone
    tier: int
    method: Method
    volume: int
    price_kopecks: int
    amount_kopecks: Kopecks
    """volume × price."""
    excess_kopecks: Kopecks
    """What a raising factor adds; not contained in `amount_kopecks`."""
    vat_rate: int
    vat_kopecks: Kopecks
    ground: str
    """A code: late_reading, withdrawn_reading, control, residents, absence, season, meter, act, rate, norm, account,
    unbilled_month, return_of_estimate, correction, barred (kWh too old to be charged: the line costs nothing)."""
    source: str
    """What proves it: a file, the number of an act, the desk; of barred kWh their number; may be empty."""


class RecalculationsByGround(Message):
    ground: str
    accounts: int
    volume: int
    kopecks: Kopecks


class RecalculationPreview(Message):
    """What a calculated run recalculates, before its publication."""

    period: Period
    accounts: int
    kopecks: Kopecks
    by_ground: list[RecalculationsByGround]
    """The greatest sum, whatever its sign, first."""
    changed_since: int = 0
    """Accounts whose facts have changed since they were calculated: run again before you publish."""


class RecalculationsQuery(Message):
    """Accounts that the run recalculates, the greatest sum first; `ground` keeps those with a line of it."""

    period: Period
    district: str | None = Field(default=None, pattern=r"^\d{3}$")
    ground: str | None = Field(default=None, max_length=40)
    skip: Count = 0
    limit: int = Field(default=50, ge=1, le=1000)


class AccountRecalculation(Message):
    """What a run recalculates for one account."""

    account_number: AccountNumber
    full_name: str
    address: str
    kopecks: Kopecks
    lines: list[RecalculationLine]


class RecalculationPage(Message):
    accounts: list[AccountRecalculation]
    more: bool


class BilledRecalculation(Message):
    """A line of a published bill, by its last revision."""

    period: Period
    """Of the bill."""
    line: RecalculationLine


class AccountRecalculations(Message):
    """The newest bill first."""

    lines: list[BilledRecalculation]


class RevisedBill(Message):
    """A published bill that the publication of a repeated run would replace."""

    account_number: AccountNumber
    full_name: str
    address: str
    revision: int
    """Of the bill that is out."""
    old_kopecks: Kopecks
    """Charged and recalculated by the bill that is out."""
    new_kopecks: Kopecks


class RevisionsQuery(Message):
    """Bills that would be revised, by account number; keyset paging by the last number seen."""

    period: Period
    district: str | None = Field(default=None, pattern=r"^\d{3}$")
    after: AccountNumber | None = None
    limit: int = Field(default=50, ge=1, le=1000)


class RevisedBills(Message):
    bills: list[RevisedBill]
    more: bool


class MonthTotals(Message):
    accounts: int
    volume: int
    charged_kopecks: Kopecks
    by_method: dict[str, int]


class ReadinessItem(Message):
    """Something that is not in order before bills go out."""

    code: str
    """Such as `placeholders`; `wording.readiness` names them."""
    severity: Literal["blocks", "warns"]
    """`blocks`: publication is refused."""
    title: str
    remedy: str
    count: int
    examples: list[str]
    """Account numbers, tariff groups, districts, fields; at most ten."""


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
    not_charged_total: int = 0
    unbilled: list[Unbilled] = Field(default_factory=list)
    """At most a hundred."""
    unbilled_total: int = 0
    recalculated: RecalculationPreview | None = None
    preliminary: bool = False
    readiness: list[ReadinessItem] = Field(default_factory=list)
    """What forbids publication first."""
