"""Ask the bank about one payment and apply what it says: shared by the callback, the browser's return and the poller.

It may run any number of times, also at the same time, with the same effect as once:

1. The payment is read and the database's clock with it; the transaction ends.
2. The bank is asked, while no transaction is open and no row is locked.
3. The row is locked (`apply_answers`) and the answer is judged against the state that the row has *now*. An answer
   that was asked for before another one that has been applied since is dropped, so that late news never undo newer
   ones. Money moves only by transitions that exist from that state, so a second confirmation finds nothing to do.
"""

from sqlalchemy import func, select

from chassis.failpoint import failpoint
from services.payments.answers.refusals import payment_not_found
from services.payments.bank.patience import Patience
from services.payments.bank.replies import StateAnswer
from services.payments.dependencies import PaymentsCall
from services.payments.models import Payment
from services.payments.status.apply_replies import BankReply, StatusInquiry, apply_replies


def inquire(call: PaymentsCall, payment_id: str, actor: str, patience: Patience | None = None) -> Payment:
    """The payment as it is after the bank's answer, or unchanged if the answer was none.

    `patience` bounds the wait where somebody waits for us. Refuses payment_not_found.
    """
    return inquire_about(call, payment_id, actor, patience)[0]


def inquire_about(
    call: PaymentsCall, payment_id: str, actor: str, patience: Patience | None = None
) -> tuple[Payment, StateAnswer]:
    """As `reconcile`, with the answer itself for who has to judge it."""
    with call.database.reading() as session:
        wanted = select(Payment, func.clock_timestamp()).where(Payment.id == payment_id)
        found = session.execute(wanted).one_or_none()
    if found is None:
        raise payment_not_found()
    seen, now = found
    return inquire_and_apply(call, StatusInquiry(seen.id, seen.bank_order_id, now, actor), patience)


def inquire_and_apply(
    call: PaymentsCall, inquiry: StatusInquiry, patience: Patience | None
) -> tuple[Payment, StateAnswer]:
    """Steps 2 and 3. A clear answer also marks the callback that gave the reason as processed."""
    answer = call.dependencies.bank.state(order_id=inquiry.bank_order_id, number=inquiry.payment_id, patience=patience)
    failpoint("payments.bank_answered")
    payment: Payment = call.dependencies.applying.submit(
        BankReply(inquiry, answer), lambda replies: apply_replies(call, replies)
    )
    return payment, answer
