"""Closes at the bank an order that nobody shall pay any more: left, cancelled, or replaced by another."""

from services.payments.bank.patience import Patience
from services.payments.bank.replies import Done, OrderState, OrderStatus, StateAnswer
from services.payments.dependencies import PaymentsCall
from services.payments.lifecycle import bank_calls
from services.payments.lifecycle.transition import transition
from services.payments.models import Payment
from services.payments.status.inquire import inquire_about

UNPAID = (OrderStatus.REGISTERED, OrderStatus.DECLINED)


def unpaid(answer: StateAnswer) -> bool:
    """The bank has said clearly that nobody has paid and nobody is in the middle of it."""
    return isinstance(answer, OrderState) and answer.status in UNPAID


def close_order(
    call: PaymentsCall, payment: Payment, name: str, actor: str, cause: str, patience: Patience | None = None
) -> Payment:
    """The payment afterwards: ended by the transition `name` when the bank has closed the order, else as it was.

    The bank is asked once more after the order was closed: money that was taken in that moment wins.
    """
    if payment.bank_order_id is None:
        return payment
    with call.database.transaction() as session:
        bank_calls.intend(session, payment.id, "decline", actor, call.now)
    declined = call.dependencies.bank.decline(payment.bank_order_id, patience)
    with call.database.transaction() as session:
        bank_calls.record(session, payment.id, "decline", declined, actor, call.now)
    payment, answer = inquire_about(call, payment.id, actor, patience)
    if payment.state != "awaiting_bank" or not (isinstance(declined, Done) and unpaid(answer)):
        return payment
    with call.database.transaction() as session:
        row = session.get_one(Payment, payment.id, with_for_update=True)
        if row.state == "awaiting_bank":
            transition(session, row, name, actor, cause, call.now)
        return row
