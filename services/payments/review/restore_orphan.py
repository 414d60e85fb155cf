"""Write a payment anew from the bank's order: its row was lost with the end of a restored backup, its money was not.

The row gets the number that the bank knows. So what other services may still have of the payment is not done twice:
the ledger refuses a second credit of one number.
"""

from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from chassis.database import audit
from chassis.database.idempotency import once
from contracts import payments as c
from services.payments.answers.refusals import bank_silent, payment_not_found, restoring_not_possible
from services.payments.answers.views import payment_view
from services.payments.bank.description import account_in
from services.payments.bank.replies import NotSent, OrderState, OrderUnknown, Unclear
from services.payments.copies.accounts import require_account
from services.payments.dependencies import Desk
from services.payments.lifecycle.decision import RUBLES
from services.payments.lifecycle.transition import walk
from services.payments.models import Payment
from services.payments.status.inquire import reconcile

KNOWN = "Этот заказ в портале есть: откройте его платёж"


def look_at_stray(desk: Desk, request: c.OrphanedOrderRef) -> c.OrphanedOrder:
    """Refuses payment_not_found (the bank has no such order), restoring_not_possible (known here, or without money),
    bank_unavailable."""
    keys = request.order.split()
    with desk.database.reading() as session:
        _refuse_known(session, keys)
    told = _ask(desk, keys)
    with desk.database.reading() as session:
        _refuse_known(session, [told.order_number])
    return c.OrphanedOrder(
        order_number=told.order_number,
        bank_order_id=told.bank_order_id,
        amount_kopecks=told.amount,
        kept_kopecks=told.kept or 0,
        paid_at=told.paid_at,
        card_masked=told.card_masked,
        description=told.description,
        account_number=account_in(told.description),
    )


def restore_payment(desk: Desk, request: c.PaymentRestoring, staff_id: str) -> c.Payment:
    """The payment after the bank's answer was applied to it as to any other. Refuses as `look_at_stray`, and
    account_not_found, idempotency_conflict."""
    told = _ask(desk, request.order.split())
    with (
        desk.database.transaction() as session,
        once(session, f"restore_payment:{staff_id}", request.idempotency_key, request) as slot,
    ):
        if not slot.replayed:
            slot.keep(payment_view(_write(session, desk, request, told, staff_id)))
    return payment_view(reconcile(desk, told.order_number, staff_id))


def _write(session: Session, desk: Desk, request: c.PaymentRestoring, told: OrderState, staff_id: str) -> Payment:
    require_account(session, request.account_number)
    now = desk.clock.now()
    row = {
        "id": told.order_number,
        "account_number": request.account_number,
        "address": request.address,
        "amount_kopecks": told.amount,
        "bank_order_id": told.bank_order_id,
        "created_at": now,
        "session_ends_at": now,
        "state": "draft",
    }
    new = insert(Payment).values(row).on_conflict_do_nothing().returning(Payment)
    payment = session.scalars(new).one_or_none()
    if payment is None:
        raise restoring_not_possible(KNOWN)
    walk(session, payment, "restored", staff_id, request.reason, now)
    words = {"reason": request.reason, "amount_kopecks": str(told.amount)}
    audit.record(session, now, "payment_restored", subject=payment.id, account=payment.account_number, **words)
    session.flush()
    return payment


def _refuse_known(session: Session, keys: list[str]) -> None:
    if session.scalars(select(Payment.id).where(or_(Payment.id.in_(keys), Payment.bank_order_id.in_(keys)))).first():
        raise restoring_not_possible(KNOWN)


def _ask(desk: Desk, keys: list[str]) -> OrderState:
    """The bank's word about an order that it holds money for."""
    bank_order = next((key for key in keys if _is_uuid(key)), None)
    number = next((key for key in keys if key != bank_order), "")
    answer = desk.bank.state(order_id=bank_order, number=number)
    match answer:
        case NotSent() | Unclear():
            raise bank_silent()
        case OrderUnknown():
            raise payment_not_found()
        case OrderState() if not answer.kept or answer.currency not in RUBLES:
            raise restoring_not_possible("Банк показывает, что денег по этому заказу у поставщика нет")
    return answer


def _is_uuid(key: str) -> bool:
    try:
        return bool(UUID(key))
    except ValueError:
        return False
