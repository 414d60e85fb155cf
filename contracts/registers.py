"""Bank statements (on the wire: registers, S3) and the daily reconciliation of bank, orders and ledger (B3)."""

from typing import ClassVar, Literal

from pydantic import Field

from contracts.wire import (
    AccountNumber,
    Base64,
    Cursor,
    Day,
    Event,
    IdempotencyKey,
    Identifier,
    Instant,
    Kopecks,
    Message,
    PositiveKopecks,
    Zone,
)

REGISTER_BYTES = 6 * 1024 * 1024
OPERATIONS_A_PAGE = 100
REGISTERS_A_PAGE = 50
RECONCILIATIONS_A_PAGE = 60


class GivenValue(Message):
    """What a payer has given for one register of a meter, as the bank wrote it. Without a zone it is the meter's next
    register in the order of its form."""

    zone: Zone | None = None
    digits: str = Field(max_length=20)


class GivenReading(Message):
    """What a payer has given for one meter; without a serial number the meter of the account's first point."""

    serial: str = Field(default="", max_length=40)
    values: list[GivenValue] = Field(min_length=1, max_length=5)


class RegisterFile(Message):
    """A file as the bank sent it. Without `profile` the one is taken whose pattern fits the file's name."""

    file_name: str = Field(min_length=1, max_length=200)
    content: Base64 = Field(max_length=REGISTER_BYTES * 4 // 3 + 4)
    profile: str | None = Field(default=None, max_length=40)


class RegisterRef(Message):
    """`after` is the last operation seen, for the next page of a long statement."""

    register_id: Identifier
    after: Cursor | None = None


class RegisterFault(Message):
    """What keeps a file from being taken; `line` is 0 when the whole file is at fault."""

    line: int
    field: str
    remedy: str


class RegisterProfile(Message):
    name: str
    title: str


class RegisterProfiles(Message):
    profiles: list[RegisterProfile]


class Register(Message):
    """A file that was taken. `repeated_rows` were known from an earlier file and changed nothing."""

    register_id: Identifier
    file_name: str
    profile: str
    channel: str
    imported_at: Instant
    imported_by: str
    rows: int
    repeated_rows: int
    total_kopecks: Kopecks
    first_day: Day | None
    last_day: Day | None
    document: str
    """Number and day of the payment order that the trailer names, if any."""
    unmatched: int
    """Rows of it that have no account now."""


class RegisterTaken(Message):
    taken: Register
    repeated: bool
    """The very same file had been taken before."""


class RegisterQuery(Message):
    after: str | None = Field(default=None, max_length=64)


class RegisterList(Message):
    registers: list[Register]


class Operation(Message):
    """One row of a bank statement. A row about an order of the portal is reconciled; any other credits an account."""

    operation_id: int
    register_id: Identifier
    file_name: str
    line: int
    channel: str
    operation: str
    """The bank's own name of the operation."""
    paid_on: Day
    amount_kopecks: Kopecks
    """Negative: money that went back."""
    fee_kopecks: Kopecks
    written_account: str
    """As the statement has it."""
    payer: str
    order: str
    """The portal's or the bank's number of an order, for a row of the acquirer."""
    account_number: AccountNumber | None
    """Whom it credits now."""
    assigned_by: str | None
    reason: str
    in_ledger: bool
    readings: list[GivenReading] = Field(default=[])
    """Readings that the payer gave with it; what became of them is known to readings."""


class OperationList(Message):
    operations: list[Operation]


class OperationRef(Message):
    operation_id: Cursor


class OperationQuery(Message):
    """Operations without an account, the oldest first."""

    after: Cursor | None = None


class OperationAssignment(Message):
    operation_id: Cursor
    account_number: AccountNumber
    reason: str = Field(min_length=5, max_length=300)
    idempotency_key: IdempotencyKey


class OperationRelease(Message):
    """Takes the credit back by an entry of its own; the operation waits for another account."""

    operation_id: Cursor
    reason: str = Field(min_length=5, max_length=300)
    idempotency_key: IdempotencyKey


Mismatch = Literal[
    "missing_here", "missing_there", "amount_differs", "repeated_there", "not_in_ledger", "ledger_differs", "in_review"
]


class Difference(Message):
    """One difference that staff must look at; a sum is None where that side has nothing."""

    kind: Mismatch
    what: Literal["payment", "refund"]
    payment_id: str | None
    bank_order: str | None
    account_number: AccountNumber | None
    bank_kopecks: Kopecks | None
    ours_kopecks: Kopecks | None
    ledger_kopecks: Kopecks | None
    place: str
    """File and line of the bank statement."""
    advice: str


class Reconciliation(Message):
    """One Moscow day of money in three books: bank statements, the portal's orders, the ledger."""

    day: Day
    made_at: Instant
    made_by: str
    registers: int
    """Files of the acquirer that speak of the day; 0: the bank's side is not known yet."""
    matched: int
    matched_kopecks: Kopecks
    bank_kopecks: Kopecks
    ours_kopecks: Kopecks
    ledger_kopecks: Kopecks
    differences: list[Difference]


class ReconciliationLine(Message):
    day: Day
    made_at: Instant
    registers: int
    matched: int
    differences: int


class ReconciliationList(Message):
    days: list[ReconciliationLine]


class ReconciliationQuery(Message):
    before: Day | None = None


class ReconciliationDay(Message):
    day: Day


class CreditReceived(Event):
    """Money of another channel belongs to an account: a row of a bank statement, matched or assigned by staff."""

    SOURCE: ClassVar = "payments"
    TYPE: ClassVar = "payments.credit_received.v1"
    channel: str
    operation: str
    """Unique within the channel; a second assignment of the same row has a name of its own."""
    account_number: AccountNumber
    amount_kopecks: PositiveKopecks
    paid_on: Day


class CreditReleased(Event):
    """The operation did not belong to that account: its credit is taken back by an entry of its own."""

    SOURCE: ClassVar = "payments"
    TYPE: ClassVar = "payments.credit_released.v1"
    channel: str
    operation: str
    account_number: AccountNumber
    amount_kopecks: PositiveKopecks
    released_at: Instant


class BankReadingsReceived(Event):
    """A payer of the account has given readings through a bank, with money or without; readings judges them as it
    judges a customer's."""

    SOURCE: ClassVar = "payments"
    TYPE: ClassVar = "payments.bank_readings_received.v1"
    channel: str
    operation: str
    """The bank's own name of the operation."""
    nth: int
    """Which assignment of the operation to an account it is, from 1."""
    account_number: AccountNumber
    paid_on: Day
    readings: list[GivenReading]


class BankReadingsReleased(Event):
    """The operation did not belong to that account, so its readings do not either."""

    SOURCE: ClassVar = "payments"
    TYPE: ClassVar = "payments.bank_readings_released.v1"
    channel: str
    operation: str
    nth: int
    account_number: AccountNumber
    released_at: Instant
