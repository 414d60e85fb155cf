"""billing: personal accounts, tariffs, charges, ledger, bills, notices."""

from typing import ClassVar, Literal, Protocol

from pydantic import Field

from contracts.bill import BillSnapshot, ChargeLine, Method, ReferenceDebts, RestrictionNotice
from contracts.wire import (
    AccountNumber,
    AccountRef,
    AccountRefs,
    Day,
    Event,
    IdempotencyKey,
    Identifier,
    Instant,
    Interval,
    Kopecks,
    Message,
    Period,
    PositiveKopecks,
    Zone,
    refuses,
)


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
    revision: int | None = None


class BillList(Message):
    bills: list[BillRef]


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


class Overviews(Message):
    accounts: list[Overview]


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


class Settlement(Message):
    """One billing period in «Расчеты» (M4.5): energy only, `paid_kopecks` is the money of that calendar month."""

    period: Period
    opening_kopecks: Kopecks
    tariff: str
    """Prices in words per zone, such as «7,48» or «день 8,45; ночь 5,98»."""
    volume: int
    charged_kopecks: Kopecks
    corrected_kopecks: Kopecks
    paid_kopecks: Kopecks
    closing_kopecks: Kopecks
    method: Method | None


class SettlementList(Message):
    settlements: list[Settlement]


class TimelineEntry(Message):
    """One entry of the account's life (B4), oldest first."""

    at: Instant
    kind: Literal["opening", "charge", "correction", "credit", "refund"]
    title: str
    amount_kopecks: Kopecks
    """What it adds to the debt; a payment is negative."""
    balance_kopecks: Kopecks
    """The debt (+) or overpayment (-) after it."""


class Timeline(Message):
    entries: list[TimelineEntry]


class Consumption(Message):
    """One month of one zone, for charts (B12)."""

    period: Period
    zone: Zone
    volume: int
    amount_kopecks: Kopecks
    estimated: bool


class ConsumptionList(Message):
    months: list[Consumption]


class ZoneVolume(Message):
    zone: Zone
    volume: int


class PriceRequest(Message):
    """B2: what the volumes would cost in that period, nothing is stored."""

    account_number: AccountNumber
    period: Period
    volumes: list[ZoneVolume] = Field(min_length=1, max_length=5)


class Price(Message):
    lines: list[ChargeLine]
    amount_kopecks: Kopecks
    vat_kopecks: Kopecks


class ChangePart(Message):
    cause: Literal["volume", "tariff", "days", "zones", "method", "recalculation", "multiplier"]
    title: str
    amount_kopecks: Kopecks


class BillChange(Message):
    """«Почему счёт изменился» (B6): the parts add up to the difference to the kopeck."""

    period: Period
    previous_period: Period
    previous_kopecks: Kopecks
    current_kopecks: Kopecks
    parts: list[ChangePart]


class BillCode(Message):
    code: str = Field(max_length=40)


class BillGenuine(Message):
    """What the public check tells (B10): enough to compare with the paper, nothing about the person."""

    genuine: bool
    period: Period | None
    account_masked: str | None
    total_kopecks: Kopecks | None
    published_on: Day | None
    superseded: bool


class RunRequest(Message):
    """`district` is the first three digits of the account number; None runs all."""

    period: Period
    district: str | None = Field(default=None, pattern=r"^\d{3}$")


class RunState(Message):
    """A billing run and what an accountant should look at before publication."""

    period: Period
    state: Literal["absent", "running", "calculated", "publishing", "published"]
    accounts_total: int
    accounts_done: int
    volume: int
    charged_kopecks: Kopecks
    by_method: dict[str, int]
    exceptions: dict[str, int]


class Correction(Message):
    """A recalculation with its ground (п. 69 «ж»); it enters the open period."""

    account_number: AccountNumber
    amount_kopecks: Kopecks
    ground: str = Field(min_length=5, max_length=300)
    idempotency_key: IdempotencyKey


class OtherDebts(Message):
    """Penalty, court, duty and restriction costs of an account, as the accounting system states them."""

    account_number: AccountNumber
    debts: ReferenceDebts


class NoticeRequest(Message):
    account_number: AccountNumber
    delivered_on: Day
    channel: str = Field(min_length=2, max_length=60)
    idempotency_key: IdempotencyKey


class ChannelCredit(Message):
    """Money that came through another channel (S3); `operation` is unique per channel."""

    account_number: AccountNumber
    amount_kopecks: PositiveKopecks
    paid_on: Day
    channel: str = Field(min_length=2, max_length=60)
    operation: str = Field(min_length=1, max_length=100)


class AccountQuery(Message):
    """Staff search by number, name, address; keyset paging by the last number seen."""

    text: str = Field(min_length=2, max_length=100)
    after: str | None = Field(default=None, max_length=9)


class AccountFound(Message):
    account_number: AccountNumber
    full_name: str
    address: str
    due_kopecks: Kopecks


class AccountsFound(Message):
    accounts: list[AccountFound]
    more: bool


class BillingRpc(Protocol):
    @refuses()
    def get_overviews(self, request: AccountRefs) -> Overviews: ...

    @refuses()
    def list_bills(self, request: AccountRef) -> BillList: ...

    @refuses("bill_not_found")
    def get_bill(self, request: BillKey) -> BillSnapshot: ...

    @refuses("bill_not_found")
    def explain_bill(self, request: BillKey) -> BillChange: ...

    @refuses()
    def check_bill(self, request: BillCode) -> BillGenuine: ...

    @refuses()
    def list_credits(self, request: Interval) -> CreditList: ...

    @refuses()
    def list_settlements(self, request: Interval) -> SettlementList: ...

    @refuses()
    def get_timeline(self, request: Interval) -> Timeline: ...

    @refuses()
    def get_consumption(self, request: Interval) -> ConsumptionList: ...

    @refuses("tariff_not_found")
    def price_volumes(self, request: PriceRequest) -> Price: ...

    @refuses("period_not_open", "tariff_not_found")
    def run_period(self, request: RunRequest) -> RunState: ...

    @refuses("not_calculated")
    def publish_period(self, request: RunRequest) -> RunState: ...

    @refuses()
    def get_run(self, request: RunRequest) -> RunState: ...

    @refuses()
    def post_correction(self, request: Correction) -> Timeline: ...

    @refuses()
    def set_other_debts(self, request: OtherDebts) -> Overview: ...

    @refuses()
    def issue_notice(self, request: NoticeRequest) -> RestrictionNotice: ...

    @refuses()
    def post_credit(self, request: ChannelCredit) -> Credit: ...

    @refuses()
    def find_accounts(self, request: AccountQuery) -> AccountsFound: ...


class AccountState(Message):
    number: AccountNumber
    open: bool


class AccountsChanged(Event):
    """Accounts opened or closed, up to 500 an event; auth keeps the copy that registration asks."""

    SOURCE: ClassVar = "billing"
    TYPE: ClassVar = "billing.accounts_changed.v1"
    accounts: list[AccountState]
    version: int
    """Grows with each import."""


class UsedReading(Message):
    """A reading that a bill rests on; the others of the period were not used."""

    meter_serial: str
    zone: Zone
    value: int
    taken_on: Day


class BillPublished(Event):
    SOURCE: ClassVar = "billing"
    TYPE: ClassVar = "billing.bill_published.v1"
    account_number: AccountNumber
    period: Period
    revision: int
    total_kopecks: Kopecks
    due_on: Day
    method: Method
    readings: list[UsedReading]
    published_at: Instant


class RestrictionNoticeIssued(Event):
    SOURCE: ClassVar = "billing"
    TYPE: ClassVar = "billing.restriction_notice_issued.v1"
    account_number: AccountNumber
    debt_kopecks: Kopecks
    issued_on: Day
    deadline: Day
