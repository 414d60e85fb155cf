"""What a use case of feedback is given: `FeedbackWork` inside a transaction, `FeedbackCall` to open its own."""

from chassis.service.bindings import Call, Work
from contracts.roles import CUSTOMER
from services.feedback.settings import FeedbackSettings

FeedbackWork = Work[FeedbackSettings]
FeedbackCall = Call[FeedbackSettings]


def author_id(work: FeedbackWork) -> str:
    """Who writes: the user's id, or the role of a caller without one."""
    return work.caller.user_id or work.caller.role


def reader_id(work: FeedbackWork) -> str | None:
    """Whose appeals may be read: a customer's own; None for staff, who read everybody's."""
    return work.caller.user_id if work.caller.role == CUSTOMER else None
