"""A customer rates the answer; the last rating counts."""

from sqlalchemy.orm import Session

from chassis.errors import Refusal
from contracts import feedback as c
from services.feedback.conversation import locked, not_found
from services.feedback.states import Step, after
from services.feedback.views import appeal_view


def rate_appeal(session: Session, request: c.Rating, user_id: str) -> c.Appeal:
    appeal = locked(session, request.appeal_id)
    if (appeal.account_number, appeal.user_id) != (request.account_number, user_id):
        raise not_found()
    if after(appeal.state, Step.CUSTOMER_RATES) is None:  # type: ignore[arg-type]
        raise Refusal("bad_request", "Оценить можно ответ, когда он появится.", "rating")
    appeal.rating = request.rating
    return appeal_view(session, appeal)
