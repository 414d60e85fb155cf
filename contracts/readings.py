"""readings: meters, their registers (dials), readings and what became of them."""

from typing import Literal, Protocol

from pydantic import Field

from contracts.audit import KeepsAudit
from contracts.bank_readings import BankOperations, BankReadings
from contracts.dead_letters import KeepsDeadLetters
from contracts.figures import Figures, FiguresQuery
from contracts.meters import *  # noqa: F403
from contracts.meters import MeterAct, MeterActCancellation, MeterActRequest, MeterActs, MeterState
from contracts.methods import account, allows, customer, refuses, staff
from contracts.reading_events import *  # noqa: F403
from contracts.reading_events import Source
from contracts.supply import TakesPackages
from contracts.wire import (
    AccountNumber,
    AccountRef,
    AccountRefs,
    AccountsInterval,
    Day,
    IdempotencyKey,
    Identifier,
    Instant,
    Interval,
    Message,
    Period,
    Zone,
    ZoneValue,
)


class AccountMeter(Message):
    """`meter` is None for an account without one: then there is no field and none is required (M4.1.4)."""

    account_number: AccountNumber
    meter: MeterState | None
    counts_for: Period
    """The billing period for which a reading sent now counts (by the 25th)."""
    sent_this_period: bool
    resting: bool = False
    """Blocked for a season by application: no field, too, and payment needs no readings (E9)."""
    resting_until: Day | None = None
    """The last day of the block; None: the end is not known yet."""
    closed_on: Day | None = None
    """The account is closed, or closes on this day to come: after it no readings are taken."""
    further_meters: list[MeterState] = Field(default=[])
    """Those of its other points, where the account has more than one."""


class AccountMeters(Message):
    accounts: list[AccountMeter]


class TypedReading(Message):
    """The digits as the person typed them: E1 and E2 are judged by the service."""

    zone: Zone
    digits: str = Field(max_length=40)


class ReadingCheck(Message):
    account_number: AccountNumber
    values: list[TypedReading] = Field(min_length=1, max_length=5)
    serial: str | None = Field(default=None, max_length=40)
    """Of which meter, where the account has several; None: the one of the first point."""


class Finding(Message):
    """`code` is E1..E14 of the validation rules; the remedy is in the message."""

    code: str
    severity: Literal["error", "confirm", "hint"]
    zone: Zone | None
    message: str


class CheckedZone(Message):
    zone: Zone
    previous: int
    current: int
    volume: int
    rolled_over: bool
    previous_on: Day | None = None
    """The day of `previous`; None for a first reading."""


class CheckResult(Message):
    serial: str = ""
    """Of the meter that was read."""
    verdict: Literal["accepted", "needs_confirmation", "refused"]
    period: Period
    zones: list[CheckedZone]
    """Empty when refused."""
    findings: list[Finding]
    decimals: int = 0
    """Of the meter: values are whole numbers of its last digit."""


class ReadingSubmission(Message):
    account_number: AccountNumber
    values: list[TypedReading] = Field(min_length=1, max_length=5)
    confirmed: bool = False
    """The person has seen the findings that ask for confirmation."""
    idempotency_key: IdempotencyKey
    serial: str | None = Field(default=None, max_length=40)
    """As of `ReadingCheck`."""


class ReadingAccepted(Message):
    reading_id: Identifier
    period: Period
    received_at: Instant
    values: list[ZoneValue]
    repeated: bool
    """The same values had been received in this period already: still one reading."""


class LifeStep(Message):
    at: Instant
    title: str
    """Deprecated, as `detail`: word the step by its code."""
    detail: str
    code: str = ""
    """received, checked, check_failed, note, withdrawn, replaced, used, not_used, estimated."""


class ReadingLife(Message):
    """A reading and its passport (B1)."""

    reading_id: Identifier
    meter_serial: str
    taken_on: Day
    received_at: Instant
    source: Source
    values: list[ZoneValue]
    period: Period
    used: bool | None
    """Принято к расчёту; None until the bill of the period is published."""
    used_in: Period | None
    reason: str
    """Why it was or was not used, in plain words, and what to do. Deprecated: word it by `reason_code`."""
    steps: list[LifeStep]
    payment_id: str | None = None
    reason_code: str = ""
    """used, withdrawn, check_failed, replaced, used_elsewhere, billed_without, billed_by_others, pending, estimated."""
    """The payment that brought it."""
    decimals: int = 0
    """Of the meter: values are whole numbers of its last digit."""
    through_bank: bool = False
    """«Через банк»: a payer gave it there; its `source` is `payment`, too."""
    by_phone: bool = False
    """«По телефону»: staff wrote down what the customer said; its `source` is `without_payment`, too."""
    meter_act: str = ""
    """Акт № of the meter's act that it is a part of; its `source` is `control`, too."""


class ReadingList(Message):
    readings: list[ReadingLife]


class SentReading(Message):
    """«передача показаний без оплаты» in «Платежи» (M4.3.3)."""

    reading_id: Identifier
    account_number: AccountNumber
    received_at: Instant
    values: list[ZoneValue]
    decimals: int = 0
    """As of `ReadingLife`."""


class SentReadings(Message):
    readings: list[SentReading]


class ControlCheck(Message):
    """What a control reading would mean, before it is recorded."""

    account_number: AccountNumber
    values: list[ZoneValue] = Field(min_length=1, max_length=5)
    taken_on: Day
    passed_zero: bool = False
    """The inspector says that the counter went through zero since the reading before (E4)."""
    serial: str | None = Field(default=None, max_length=40)
    """As of `ReadingCheck`."""


class ControlReading(Message):
    """Снято контролёром (ПП 354, п. 61)."""

    account_number: AccountNumber
    values: list[ZoneValue] = Field(min_length=1, max_length=5)
    taken_on: Day
    passed_zero: bool = False
    """As of `ControlCheck`."""
    confirmed: bool = False
    """The findings that ask for confirmation have been seen."""
    act: str = Field(min_length=1, max_length=100)
    idempotency_key: IdempotencyKey
    serial: str | None = Field(default=None, max_length=40)
    """As of `ReadingCheck`."""


class ReadingCorrection(Message):
    """Withdraws a reading; the passport keeps it with the reason."""

    account_number: AccountNumber
    reading_id: Identifier
    reason: str = Field(min_length=5, max_length=300)
    idempotency_key: IdempotencyKey


class PaidWith(Message):
    """Which readings a payment brought."""

    payment_id: Identifier


class ReadingsRpc(TakesPackages, KeepsAudit, KeepsDeadLetters, Protocol):
    @allows(account("account_numbers"))
    @refuses()
    def get_meters(self, request: AccountRefs) -> AccountMeters: ...

    @allows(account())
    @refuses("no_meter")
    def check_readings(self, request: ReadingCheck) -> CheckResult: ...

    @allows(customer("account_number", scope="submit_readings"))
    @refuses("no_meter", "reading_refused", "confirmation_needed")
    def submit_readings(self, request: ReadingSubmission) -> ReadingAccepted: ...

    @allows(staff())
    @refuses("no_meter", "reading_refused", "confirmation_needed")
    def record_told_readings(self, request: ReadingSubmission) -> ReadingAccepted: ...

    @allows(account())
    @refuses()
    def list_readings(self, request: Interval) -> ReadingList: ...

    @allows(staff())
    @refuses()
    def list_paid_with(self, request: PaidWith) -> SentReadings: ...

    @allows(staff())
    @refuses()
    def list_bank_readings(self, request: BankOperations) -> BankReadings: ...

    @allows(account("account_numbers"))
    @refuses()
    def list_sent_without_payment(self, request: AccountsInterval) -> SentReadings: ...

    @allows(staff())
    @refuses("no_meter", "reading_refused")
    def check_control_reading(self, request: ControlCheck) -> CheckResult: ...

    @allows(staff())
    @refuses("no_meter", "reading_refused", "confirmation_needed")
    def record_control_reading(self, request: ControlReading) -> ReadingAccepted: ...

    @allows(staff())
    @refuses("reading_not_found")
    def withdraw_reading(self, request: ReadingCorrection) -> ReadingLife: ...

    @allows(staff())
    @refuses("no_meter", "reading_refused", "act_refused")
    def record_meter_act(self, request: MeterActRequest) -> MeterAct: ...

    @allows(staff())
    @refuses("act_not_found", "act_refused")
    def cancel_meter_act(self, request: MeterActCancellation) -> MeterAct: ...

    @allows(staff())
    @refuses()
    def list_meter_acts(self, request: AccountRef) -> MeterActs: ...

    @allows(staff())
    @refuses()
    def get_figures(self, request: FiguresQuery) -> Figures: ...
