"""Read models of an account for the pages."""

from typing import Literal

from pydantic import Field

from contracts.bill import AgreementBlock, InstalmentOffer, Method, ReferenceDebts, RestrictionNotice
from contracts.billing.bills import BillRef
from contracts.billing.desk import CorrectionEffect
from contracts.billing.pricing import PriceBase
from contracts.wire import AccountNumber, Day, Identifier, Instant, Kopecks, Message, Period, Zone


class Overview(Message):
    """What «Главная» needs of one account."""

    account_number: AccountNumber
    address: str
    bill: BillRef | None
    """None before the first bill."""
    due_kopecks: Kopecks
    """The energy debt now, payments since the bill taken off; 0 when nothing is due."""
    overpaid_kopecks: Kopecks
    paid_for_bill_kopecks: Kopecks
    """«Оплачено по текущей квитанции» (M4.1.10): the portal's payments since the bill was published."""
    debts: ReferenceDebts
    notice: RestrictionNotice | None
    days_left: int | None
    projected_penalty_kopecks: Kopecks
    """Пени as of today on the unpaid energy debt (B7)."""
    instalment: AgreementBlock | None = None
    """The agreement that is kept or broken; None when there is none or its debt is paid."""
    instalment_offer: InstalmentOffer | None = None
    """Of the last bill, while it is not paid and no agreement is kept."""
    registers: list[PriceBase] = Field(default=[])
    """What the next reading of each register is counted from, with what bills have estimated since."""
    closes_on: Day | None = None
    """The last day of an account that is closed or is going to be."""
    closed: bool = False
    """That day is over: no readings are taken; bills come while something is owed or moves."""
    paper_bill: bool = True
    """Whether bills of the account go out on paper."""


class Overviews(Message):
    accounts: list[Overview]


class PenaltyDay(Message):
    day: Day
    kopecks: Kopecks


class PenaltyForecast(Message):
    """Пени as of each of the coming days if nothing is paid, the first one is today's (B7)."""

    debt_kopecks: Kopecks
    days: list[PenaltyDay]
    """Empty when nothing is owed."""


class Credit(Message):
    """Зачисление (M4.4)."""

    id: Identifier
    period: Period
    paid_on: Day
    amount_kopecks: Kopecks
    channel: str
    """Way of payment or bank, in words."""


class CreditList(Message):
    credits: list[Credit]


class ZonePrices(Message):
    """What a kWh of one zone cost in a period, VAT included."""

    zone: Zone
    prices_kopecks: list[int]
    """Tier by tier; a single one within one tier."""


class Settlement(Message):
    """One billing period in «Расчеты» (M4.5): energy only, `paid_kopecks` is the money of that calendar month."""

    period: Period
    opening_kopecks: Kopecks
    tariff: str
    """Deprecated: `prices` in words, such as «7,48» or «день 8,45; ночь 5,98». The next release leaves it empty."""
    volume: int
    charged_kopecks: Kopecks
    corrected_kopecks: Kopecks
    paid_kopecks: Kopecks
    closing_kopecks: Kopecks
    method: Method | None
    prices: list[ZonePrices] = Field(default_factory=list)
    """Of the zones in the order of the charge; empty for a period without one."""


class SettlementList(Message):
    settlements: list[Settlement]


class TimelineEntry(Message):
    """One entry of the account's timeline (B4), oldest first."""

    at: Instant
    kind: Literal["opening", "charge", "correction", "credit", "refund"]
    title: str
    """Deprecated: `kind`, `period` and `detail` in words. The next release leaves it empty."""
    amount_kopecks: Kopecks
    """What it adds to the debt; a payment is negative."""
    balance_kopecks: Kopecks
    """The debt (+) or overpayment (-) after it."""
    period: Period | None = None
    """Of a charge: the month that it is for."""
    detail: str = ""
    """The channel of a credit or refund, the ground of a correction."""


class Timeline(Message):
    entries: list[TimelineEntry]
    effect: CorrectionEffect | None = None
    """Of the correction that has just been posted."""


class Consumption(Message):
    """One month of one zone, for charts (B12)."""

    period: Period
    zone: Zone
    volume: int
    amount_kopecks: Kopecks
    estimated: bool


class ConsumptionList(Message):
    months: list[Consumption]
