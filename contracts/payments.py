"""payments: acquirer orders, callbacks, reconciliation, refunds."""

from typing import ClassVar, Literal, Protocol

from pydantic import Field

from contracts import registers as r
from contracts.audit import AuditPage, AuditQuery
from contracts.dead_letters import DeadLetter, DeadLetterDeed, DeadLetters
from contracts.figures import Figures, FiguresQuery
from contracts.wire import (
    AccountNumber,
    AccountsInterval,
    Email,
    Event,
    IdempotencyKey,
    Identifier,
    Instant,
    Kopecks,
    Message,
    Nothing,
    PositiveKopecks,
    ZoneValue,
    refuses,
)

State = Literal[
    "draft",
    "registering",
    "awaiting_bank",
    "unknown",
    "paid",
    "declined",
    "cancelled",
    "expired",
    "manual_review",
    "refunded",
    "partly_refunded",
    "reversed",
]


REVIEW_A_PAGE = 100
"""Of `list_for_review`: a full page may have a next one, asked for by the last payment of it."""


class PaymentRequest(Message):
    """`readings` are checked already; None only for an account without a meter (M4.1.4)."""

    account_number: AccountNumber
    address: str = Field(max_length=500)
    """Of the supplied object, printed on the receipt."""
    amount_kopecks: int
    """1 kopeck and up; the bank's own maximum is a setting and its refusal advises to pay in parts."""
    readings: list[ZoneValue] | None
    receipt_email: Email | None
    idempotency_key: IdempotencyKey
    method: Literal["card", "sbp"] = "card"
    """`sbp`: by a QR code of the system of fast payments, where the settings allow it."""


class PaymentStarted(Message):
    """`payment_url` is the bank's page; None when the bank's answer is not known yet."""

    payment_id: Identifier
    state: State
    payment_url: str | None
    sbp_link: str | None = None
    """What the QR code holds and a phone opens; None: pay at `payment_url`."""


class PaymentRef(Message):
    payment_id: Identifier


class BankOrderRef(Message):
    """What the browser brings back from the bank: a hint, never the truth."""

    bank_order_id: str = Field(max_length=64)


class Payment(Message):
    payment_id: Identifier
    """Shown to people as the payment's identification number."""
    account_number: AccountNumber
    address: str
    amount_kopecks: PositiveKopecks
    refunded_kopecks: Kopecks
    readings: list[ZoneValue] | None
    receipt_email: Email | None
    state: State
    status_text: str
    """«Платеж успешно выполнен» or the state's own words (M4.3.4)."""
    final: bool
    created_at: Instant
    paid_at: Instant | None
    payment_url: str | None
    """To go on paying while the bank's session lasts."""
    bank_order_id: str | None
    card_masked: str | None
    approval_code: str | None
    fiscal_receipt_url: str | None
    method: Literal["card", "sbp"] = "card"
    sbp_link: str | None = None
    """While it can be paid so."""
    pay_until: Instant | None = None
    """When the bank closes an order that waits for its payment."""


class PaymentList(Message):
    payments: list[Payment]


class BankCallback(Message):
    """The bank's notification as received; stored raw, authenticated, then only a reason to ask the bank."""

    transport: Literal["get", "form", "json"]
    parameters: dict[str, str]
    raw: str = Field(max_length=8192)
    remote_ip: str = Field(max_length=64)


class CallbackStored(Message):
    authentic: bool


class RefundRequest(Message):
    """M4.1.11: only to the card that paid."""

    payment_id: Identifier
    amount_kopecks: PositiveKopecks
    reason: str = Field(min_length=5, max_length=300)
    idempotency_key: IdempotencyKey


class Refund(Message):
    refund_id: Identifier
    payment_id: Identifier
    amount_kopecks: PositiveKopecks
    state: Literal["requested", "sent", "unknown", "done", "refused", "manual_review"]
    reason: str
    created_at: Instant


class TraceStep(Message):
    at: Instant
    actor: str
    """customer, gateway, bank, poller, or the staff member."""
    what: str
    detail: str


class PaymentTrace(Message):
    """B3: the whole way of a payment, oldest step first."""

    payment: Payment
    steps: list[TraceStep]
    refunds: list[Refund]


class WayStep(Message):
    """A step of a payment in the customer's words."""

    at: Instant
    title: str
    detail: str


class PaymentWay(Message):
    """B3 for the customer: what has happened to the payment so far, oldest first, down to the account."""

    steps: list[WayStep]


class ReviewSettlement(Message):
    """A person ends a payment that the portal could not; the bank is asked once more before it counts."""

    payment_id: Identifier
    decision: Literal["paid", "not_paid"]
    reason: str = Field(min_length=5, max_length=300)
    idempotency_key: IdempotencyKey


class RefundSettlement(Message):
    """A person ends a refund whose outcome the bank does not tell."""

    refund_id: Identifier
    decision: Literal["done", "refused"]
    reason: str = Field(min_length=5, max_length=300)
    idempotency_key: IdempotencyKey


class ReviewQuery(Message):
    after: str | None = Field(default=None, max_length=64)


class PaymentsRpc(Protocol):
    @refuses("amount_out_of_limits", "readings_required", "method_not_available", "bank_unavailable")
    def start_payment(self, request: PaymentRequest) -> PaymentStarted: ...

    @refuses("payment_not_found")
    def get_payment(self, request: PaymentRef) -> Payment: ...

    @refuses("payment_not_found")
    def settle_return(self, request: BankOrderRef) -> Payment: ...

    @refuses()
    def list_payments(self, request: AccountsInterval) -> PaymentList: ...

    @refuses()
    def receive_callback(self, request: BankCallback) -> CallbackStored: ...

    @refuses("payment_not_found", "refund_not_possible", "bank_unavailable")
    def refund_payment(self, request: RefundRequest) -> Refund: ...

    @refuses("payment_not_found")
    def trace_payment(self, request: PaymentRef) -> PaymentTrace:
        """By the payment's own number, or by the number of its order at the bank."""
        ...

    @refuses("payment_not_found")
    def follow_payment(self, request: PaymentRef) -> PaymentWay: ...

    @refuses("payment_not_found")
    def ask_bank(self, request: PaymentRef) -> Payment:
        """Staff want to know now; the answer is applied as the poller's would be."""
        ...

    @refuses("payment_not_found", "review_not_possible", "bank_unavailable")
    def settle_review(self, request: ReviewSettlement) -> Payment: ...

    @refuses("payment_not_found", "review_not_possible", "bank_unavailable")
    def settle_refund(self, request: RefundSettlement) -> Refund: ...

    @refuses()
    def list_for_review(self, request: ReviewQuery) -> PaymentList: ...

    @refuses()
    def list_register_profiles(self, request: Nothing) -> r.RegisterProfiles: ...

    @refuses("register_refused")
    def take_register(self, request: r.RegisterFile) -> r.RegisterTaken:
        """The whole file or nothing; what is wrong with it is in `details.faults`."""
        ...

    @refuses("register_not_found")
    def list_registers(self, request: r.RegisterQuery) -> r.RegisterList: ...

    @refuses("register_not_found")
    def list_operations(self, request: r.RegisterRef) -> r.OperationList: ...

    @refuses()
    def list_unmatched(self, request: r.OperationQuery) -> r.OperationList: ...

    @refuses("operation_not_found")
    def get_operation(self, request: r.OperationRef) -> r.Operation: ...

    @refuses("operation_not_found", "operation_settled")
    def assign_operation(self, request: r.OperationAssignment) -> r.Operation: ...

    @refuses("operation_not_found", "operation_settled")
    def release_operation(self, request: r.OperationRelease) -> r.Operation: ...

    @refuses()
    def list_reconciliations(self, request: r.ReconciliationQuery) -> r.ReconciliationList: ...

    @refuses("reconciliation_not_found")
    def get_reconciliation(self, request: r.ReconciliationDay) -> r.Reconciliation: ...

    @refuses()
    def reconcile_day(self, request: r.ReconciliationDay) -> r.Reconciliation: ...

    @refuses()
    def get_limits(self, request: Nothing) -> "PaymentLimits": ...

    @refuses()
    def list_audit(self, request: AuditQuery) -> AuditPage: ...

    @refuses()
    def list_dead_letters(self, request: Nothing) -> DeadLetters: ...

    @refuses("dead_letter_not_found")
    def settle_dead_letter(self, request: DeadLetterDeed) -> DeadLetter: ...

    @refuses()
    def get_figures(self, request: FiguresQuery) -> Figures: ...


class PaymentLimits(Message):
    minimum_kopecks: int
    maximum_kopecks: int
    sbp: bool = False
    """Whether a payment may be made by QR code."""


class PaymentSucceeded(Event):
    """The bank has confirmed the money by a status answer."""

    SOURCE: ClassVar = "payments"
    TYPE: ClassVar = "payments.payment_succeeded.v1"
    payment_id: Identifier
    user_id: Identifier | None
    account_number: AccountNumber
    address: str
    amount_kopecks: PositiveKopecks
    bank_order_id: str
    readings: list[ZoneValue] | None
    receipt_email: Email | None
    started_at: Instant
    paid_at: Instant
    card_masked: str | None
    approval_code: str | None


class PaymentFailed(Event):
    SOURCE: ClassVar = "payments"
    TYPE: ClassVar = "payments.payment_failed.v1"
    payment_id: Identifier
    user_id: Identifier | None
    account_number: AccountNumber
    amount_kopecks: PositiveKopecks
    state: State
    reason: str
    failed_at: Instant


class PaymentRefunded(Event):
    """Money has gone back to the card: a refund by staff, or a reversal found later."""

    SOURCE: ClassVar = "payments"
    TYPE: ClassVar = "payments.payment_refunded.v1"
    payment_id: Identifier
    refund_id: Identifier
    user_id: Identifier | None
    account_number: AccountNumber
    amount_kopecks: PositiveKopecks
    receipt_email: Email | None
    refunded_at: Instant
