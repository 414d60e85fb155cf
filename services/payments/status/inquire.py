"""Ask the bank about one payment and apply what it says: shared by the callback, the browser's return and the poller.

It may run any number of times, also at the same time, with the same effect as once:

1. The payment is read and the database's clock with it; the transaction ends.
2. The bank is asked, while no transaction is open and no row is locked.
3. The row is locked (`apply_answers`) and the answer is judged against the state that the row has *now*. An answer
   that was asked for before another one that has been applied since is dropped, so that late news never undo newer
   ones. Money moves only along edges that exist from that state, so a second confirmation finds nothing to do.
"""

from sqlalchemy import func, select

from chassis.failpoint import failpoint
from services.payments.answers.refusals import payment_not_found
from services.payments.bank.patience import Patience
from services.payments.bank.replies import StateAnswer
from services.payments.dependencies import Desk
from services.payments.models import Payment
from services.payments.status.apply_replies import Question, Told, apply_all


def reconcile(desk: Desk, payment_id: str, actor: str, patience: Patience | None = None) -> Payment:
    """The payment as it is after the bank's answer, or unchanged if the answer was none.

    `patience` bounds the wait where somebody waits for us. Refuses payment_not_found.
    """
    return ask_about(desk, payment_id, actor, patience)[0]


def ask_about(desk: Desk, payment_id: str, actor: str, patience: Patience | None = None) -> tuple[Payment, StateAnswer]:
    """As `reconcile`, with the answer itself for who has to judge it."""
    with desk.database.reading() as session:
        wanted = select(Payment, func.clock_timestamp()).where(Payment.id == payment_id)
        found = session.execute(wanted).one_or_none()
    if found is None:
        raise payment_not_found()
    seen, now = found
    return ask_and_apply(desk, Question(seen.id, seen.bank_order_id, now, actor), patience)


def ask_and_apply(desk: Desk, asked: Question, patience: Patience | None) -> tuple[Payment, StateAnswer]:
    """Steps 2 and 3. A clear answer also settles the notification that gave the reason."""
    answer = desk.bank.state(order_id=asked.bank_order_id, number=asked.payment_id, patience=patience)
    failpoint("payments.bank_answered")
    payment: Payment = desk.applying.submit(Told(asked, answer), lambda all_told: apply_all(desk, all_told))
    return payment, answer
