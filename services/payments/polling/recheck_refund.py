"""Find out what became of a refund whose outcome is not known."""

from uuid import UUID

from services.payments.bank.replies import OrderState
from services.payments.dependencies import PaymentsCall
from services.payments.lifecycle import schedule
from services.payments.lifecycle.states import OUTSTANDING_REFUND, REFUND_TRANSITIONS
from services.payments.lifecycle.transition import allowed
from services.payments.models import Refund
from services.payments.refunds.send import send_refund
from services.payments.status.inquire import inquire_about


def recheck_refund(call: PaymentsCall, refund_id: UUID, claimed: str) -> None:
    """The bank's status first: it completes what was made. What is still in the state in which it was `claimed` is sent
    (again) where that is safe: when nothing has been sent yet, or when the bank makes one refund for a key, and never
    without a clear status: it may have been made. At the end of the schedule a person looks."""
    with call.database.transaction() as session:
        refund = session.get_one(Refund, refund_id)
    _, answer = inquire_about(call, refund.payment_id, "poller")
    with call.database.transaction() as session:
        refund = session.get_one(Refund, refund_id)
    if isinstance(answer, OrderState) and (claimed == "requested" or call.dependencies.bank.refunds_by_key):
        refund = send_refund(call, refund_id, "poller", seen=claimed)
    if refund.state in OUTSTANDING_REFUND:
        step(call, refund_id)


def step(call: PaymentsCall, refund_id: UUID) -> None:
    """One step of the schedule is behind without an end."""
    with call.database.transaction() as session:
        refund = session.get_one(Refund, refund_id, with_for_update=True)
        if refund.state not in OUTSTANDING_REFUND:
            return
        refund.checks += 1
        now = call.now
        refund.next_check_at = schedule.next_check(schedule.REFUND, refund.created_at, refund.checks - 1, now)
        if refund.next_check_at is None:
            refund.state = allowed(REFUND_TRANSITIONS, "schedule_exhausted", refund.state, str(refund.id)).target
