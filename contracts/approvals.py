"""What waits for a second person: deeds above the limit of who asks (`contracts.limits`), kept by their service."""

from typing import Annotated, Literal, Protocol

from pydantic import Field

from contracts.methods import allows, refuses, staff
from contracts.roles import ACCOUNTANTS
from contracts.wire import AccountNumber, Identifier, Instant, Kopecks, Message, Open, Period

ApprovalState = Annotated[Literal["requested", "approved", "refused", "withdrawn", "expired", "unknown"], Open()]
HeldDeed = Annotated[
    Literal["refund", "correction", "undo_correction", "filed_correction", "filed_undo", "publication", "unknown"],
    Open(),
]
"""`filed_...`: by corrections.csv."""


class Approval(Message):
    """A deed that one person asked for and another one decides. Persons are user ids."""

    approval_id: Identifier
    deed: HeldDeed
    state: ApprovalState
    account_number: AccountNumber | None
    subject: str
    """The payment of a refund, the month (and district) of a publication, the correction that is undone, the number of
    a document of a file."""
    amount_kopecks: Kopecks
    limit_kopecks: Kopecks
    """What who asked may do alone."""
    ground: str
    requested_by: str
    requested_at: Instant
    expires_at: Instant
    decided_by: str
    """Of the decision, empty until then; of a withdrawal who asked."""
    decided_at: Instant | None
    reason: str
    """Of a refusal."""
    month: Period | None = None
    """Of a publication."""
    district: str | None = None


class ApprovalsQuery(Message):
    """The newest first; keyset paging by the last one seen."""

    waiting: bool = True
    """Only what can still be decided."""
    account_number: AccountNumber | None = None
    after: Identifier | None = None


class Approvals(Message):
    approvals: list[Approval]
    more: bool
    alone: dict[str, Kopecks]
    """What the caller may do alone today, in kopecks by deed; what is not named has no limit."""


class ApprovalRef(Message):
    approval_id: Identifier


class ApprovalRefusal(Message):
    approval_id: Identifier
    reason: str = Field(min_length=5, max_length=300)


class KeepsApprovals(Protocol):
    """The methods of a service whose deeds may need a second person; each service releases its own (`approve`)."""

    @allows(staff())
    @refuses()
    def list_approvals(self, request: ApprovalsQuery) -> Approvals: ...

    @allows(staff(ACCOUNTANTS))
    @refuses("approval_not_found", "approval_not_possible")
    def refuse_approval(self, request: ApprovalRefusal) -> Approval: ...

    @allows(staff())
    @refuses("approval_not_found", "approval_not_possible")
    def withdraw_approval(self, request: ApprovalRef) -> Approval: ...
