"""Debtors as a list to work through: chosen, ordered, taken away as a file, notified in one go."""

from typing import Annotated, Literal

from pydantic import Field

from contracts.billing.restriction import Stage
from contracts.wire import AccountNumber, Count, Day, IdempotencyKey, Identifier, Instant, Kopecks, Message, Open

DebtOrder = Literal["debt", "age", "paid", "account"]
"""The largest debt, the oldest one, who paid longest ago, by account number."""
Owed = Annotated[int, Field(ge=0, le=10**14)]


class DebtFilter(Message):
    """Which debtors are meant; what is empty does not filter."""

    district: str | None = Field(default=None, pattern=r"^\d{3}$")
    least_kopecks: Owed = 0
    most_kopecks: Owed | None = None
    least_months: Annotated[int, Field(ge=0, le=1200)] = 0
    """From the oldest month that is not paid to the present one, both counted."""
    in_court: bool | None = None
    """Whether something is owed by a court's decision."""
    agreement: bool | None = None
    """Whether the present owner has an instalment agreement."""
    notified: bool | None = None
    """Whether a notice of restriction was ever delivered."""


class DebtListQuery(DebtFilter):
    order: DebtOrder = "debt"
    page: Annotated[int, Field(ge=0, le=100_000)] = 0
    size: int = Field(default=50, ge=1, le=500)


class DebtExport(DebtFilter):
    """The whole choice as a file, page by page by account number; the trail has the first page."""

    reader: Literal["bailiffs", "network"]
    page: Annotated[int, Field(ge=0, le=100_000)] = 0


class DebtLine(Message):
    """A debtor as the list knows them, and what is owed at this moment."""

    account_number: AccountNumber
    full_name: str
    address: str
    district: str
    debt_kopecks: Kopecks
    owed_since: str
    """The oldest month that is not paid, as 2026-03."""
    months: Count
    penalty_kopecks: Kopecks
    court_kopecks: Kopecks
    duty_kopecks: Kopecks
    last_paid_on: Day | None
    notified_on: Day | None
    agreement: Annotated[Literal["none", "kept", "broken", "fulfilled", "unknown"], Open()]
    now_kopecks: Kopecks
    """The energy debt now."""
    stage: Stage
    meters: list[str]
    """Serial numbers of what stands there today."""


class DebtList(Message):
    """`count` and `total_kopecks` are of the whole choice, as of `as_of`; None: the list was never made."""

    as_of: Instant | None
    making: bool
    parts: Count
    parts_done: Count
    lines: list[DebtLine]
    count: Count
    total_kopecks: Kopecks
    more: bool


class DebtRefresh(Message):
    """Make the list anew, in the background."""

    idempotency_key: IdempotencyKey


class NoticeBatchRequest(DebtFilter):
    """Notices of restriction for all debtors of a choice: judged first, recorded as sent once somebody confirms."""

    channel: str = Field(min_length=2, max_length=60)
    sent_on: Day
    idempotency_key: IdempotencyKey


class NoticeBatchRef(Message):
    batch_id: Identifier


NoticeOutcome = Annotated[Literal["waiting", "fit", "no_ground", "under_way", "sent", "failed", "unknown"], Open()]
"""Not judged yet; to be sent; the debt is no ground (paid meanwhile, or an agreement is kept); a former notice is in
force; sent; could not be recorded."""


class NoticeBatch(Message):
    batch_id: Identifier
    state: Annotated[Literal["judging", "ready", "sending", "done", "withdrawn", "unknown"], Open()]
    channel: str
    sent_on: Day
    asked_by: str
    asked_at: Instant
    confirmed_by: str
    """Empty until somebody confirms."""
    finished_at: Instant | None
    accounts: Count
    outcomes: dict[str, int]
    """How many accounts, by `NoticeOutcome`."""
    fit_kopecks: Kopecks
    """What those owe that are to be notified or were."""
    notice_days: Count
    """Days to pay after the delivery, by the rules on the day of sending."""
    suspension_days: Count
    """Days from the restriction to the suspension."""


class NoticeBatches(Message):
    """The newest first."""

    batches: list[NoticeBatch]


class NoticeItemsQuery(Message):
    """By account number; keyset paging by the last one seen."""

    batch_id: Identifier
    outcome: Literal["fit", "no_ground", "under_way", "sent", "failed"] | None = None
    after: AccountNumber | None = None
    limit: int = Field(default=50, ge=1, le=500)


class NoticeItem(Message):
    account_number: AccountNumber
    full_name: str
    address: str
    debt_kopecks: Kopecks
    outcome: NoticeOutcome


class NoticeItems(Message):
    items: list[NoticeItem]
    more: bool
