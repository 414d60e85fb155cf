"""Ask the bank about one payment and apply what it says: shared by the callback, the browser's return and the poller.

It may run any number of times, also at the same time, with the same effect as once:

1. The payment is read and the database's clock with it; the transaction ends.
2. The bank is asked, while no transaction is open and no row is locked.
3. The row is locked and the answer is judged against the state that the row has *now*. An answer that was asked for
   before another one that has been applied since is dropped, so that late news never undo newer ones. Money moves only
   along edges that exist from that state, so a second confirmation finds nothing to do.
"""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from chassis.crashpoint import crashpoint
from services.payments.bank.answers import NotSent, OrderState, StateAnswer, Unclear
from services.payments.bank.transport import Patience
from services.payments.desk import Desk
from services.payments.life import bank_calls, page_address
from services.payments.life.verdict import Known, judge
from services.payments.life.walk import walk
from services.payments.models import Payment
from services.payments.refunds.settle import settle_returns
from services.payments.refusals import payment_not_found


def reconcile(desk: Desk, payment_id: str, actor: str, patience: Patience | None = None) -> Payment:
    """The payment as it is after the bank's answer, or unchanged if the answer was none.

    `patience` bounds the wait where somebody waits for us. Refuses payment_not_found.
    """
    with desk.database.transaction() as session:
        seen = session.get(Payment, payment_id)
        asked_at = session.scalars(select(func.clock_timestamp())).one()
    if seen is None:
        raise payment_not_found()
    answer = desk.bank.state(order_id=seen.bank_order_id, number=seen.id, patience=patience)
    crashpoint("payments.bank_answered")
    with desk.database.transaction() as session:
        payment = session.get_one(Payment, payment_id, with_for_update=True)
        bank_calls.record(session, payment_id, "state", answer, actor, desk.clock.now())
        if not isinstance(answer, NotSent | Unclear) and not _outdated(payment, asked_at):
            payment.bank_seen_at = asked_at
            _apply(session, payment, answer, actor, desk.clock.now())
        crashpoint("payments.before_commit")
        return payment


def _outdated(payment: Payment, asked_at: datetime) -> bool:
    return payment.bank_seen_at is not None and asked_at <= payment.bank_seen_at


def _apply(session: Session, payment: Payment, answer: StateAnswer, actor: str, now: datetime) -> None:
    if isinstance(answer, NotSent | Unclear):
        return
    known = Known(
        payment.id,
        payment.state,
        payment.amount_kopecks,
        payment.bank_order_id,
        payment.created_at,
        payment.session_ends_at,
    )
    verdict = judge(known, answer, now)
    if isinstance(answer, OrderState):
        _take_over(session, payment, answer, now if verdict.money else None)
    for edge in verdict.edges:
        walk(session, payment, edge, actor, verdict.cause, now)
    if verdict.money and isinstance(answer, OrderState):
        settle_returns(session, payment, answer, actor, now)


def _take_over(session: Session, payment: Payment, answer: OrderState, paid_at: datetime | None) -> None:
    """Details of the order that change no state."""
    if payment.bank_order_id is None and answer.bank_order_id and answer.order_number == payment.id:
        payment.bank_order_id = answer.bank_order_id
        payment.page_url = page_address.learnt(session, answer.bank_order_id)
    payment.action_code = answer.action_code
    if paid_at:
        payment.paid_at = payment.paid_at or answer.paid_at or paid_at
        payment.card_masked = payment.card_masked or answer.card_masked
        payment.approval_code = payment.approval_code or answer.approval_code
