"""Write a payment anew from the bank's order: its row was lost with the end of a restored backup, its money was not.

The row gets the number that the bank knows. So what other services may still have of the payment is not done twice:
the ledger refuses a second credit of one number.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from chassis.database import audit
from chassis.database.idempotency import once
from chassis.events import outbox
from contracts import payments as c
from contracts.registers import BankReadingsReceived
from services.payments.answers.refusals import bank_silent, payment_not_found, restoring_not_possible
from services.payments.answers.views import payment_view
from services.payments.bank.orders import sums_in
from services.payments.bank.replies import NotSent, OrderState, OrderUnknown, Unclear
from services.payments.bank.returned import kept
from services.payments.copies.accounts import require_account
from services.payments.dependencies import PaymentsCall, PaymentsWork
from services.payments.lifecycle.transition import transition
from services.payments.models import Part, Payment
from services.payments.parts import former_columns, parts_of
from services.payments.statements.formats.profiles import load_profiles
from services.payments.statements.formats.readings import given_in
from services.payments.status.inquire import inquire
from wording.money import money
from wording.moscow import moscow_day

CHANNEL = "Заказ банка"
KNOWN = "Этот заказ в портале есть: откройте его платёж"


def look_at_orphan(call: PaymentsCall, request: c.OrphanedOrderRef) -> c.OrphanedOrder:
    """Refuses payment_not_found (the bank has no such order), restoring_not_possible (known here, or without money),
    bank_unavailable."""
    keys = request.order.split()
    with call.database.reading() as session:
        _refuse_known(session, keys)
    order = _ask(call, keys)
    with call.database.reading() as session:
        _refuse_known(session, [order.order_number])
    sums = sums_in(order.description, order.amount)
    return c.OrphanedOrder(
        order_number=order.order_number,
        bank_order_id=order.bank_order_id,
        amount_kopecks=order.amount,
        kept_kopecks=kept(order) or 0,
        paid_at=order.paid_at,
        card_masked=order.card_masked,
        description=order.description,
        account_number=sums[0][0] if sums else None,
        parts=[c.PartSum(account_number=number, amount_kopecks=kopecks) for number, kopecks in sums],
    )


def restore_orphan(call: PaymentsCall, request: c.PaymentRestoring) -> c.Payment:
    """The payment after the bank's answer was applied to it as to any other. Refuses as `look_at_orphan`, and
    account_not_found, idempotency_conflict."""
    order = _ask(call, request.order.split())
    with (
        call.database.transaction() as session,
        once(session, f"restore_payment:{call.actor}", request.idempotency_key, request) as slot,
    ):
        if not slot.replayed:
            slot.keep(payment_view(_write(call.within(session), request, order)))
    return payment_view(inquire(call, order.order_number, call.actor))


def _write(work: PaymentsWork, request: c.PaymentRestoring, order: OrderState) -> Payment:
    session = work.session
    parts = _parts(request, order)
    for part in parts:
        require_account(session, part.account_number)
    now = work.now
    begun = min(order.paid_at or now, now)
    row = {
        "id": order.order_number,
        **former_columns(parts),
        "amount_kopecks": order.amount,
        "bank_order_id": order.bank_order_id,
        "created_at": begun,
        "session_ends_at": begun,
        "state": "draft",
    }
    new = insert(Payment).values(row).on_conflict_do_nothing().returning(Payment)
    payment = session.scalars(new).one_or_none()
    if payment is None:
        raise restoring_not_possible(KNOWN)
    payment.parts = parts
    transition(session, payment, "restored", work.actor, request.reason, now)
    for part in parts:
        words = {"reason": request.reason, "amount_kopecks": str(part.amount_kopecks)}
        audit.record(session, now, "payment_restored", subject=payment.id, account=part.account_number, **words)
    session.flush()
    _tell_readings(work, payment, order, begun)
    return payment


def _parts(request: c.PaymentRestoring, order: OrderState) -> list[Part]:
    """Numbered as they were: the ledger then refuses a credit that it has."""
    only = c.PartRequest(
        account_number=request.account_number,
        address=request.address,
        amount_kopecks=order.amount,
        readings=None,
    )
    wanted = request.parts or [only]
    if c.sum_of(wanted) != order.amount or len({part.account_number for part in wanted}) < len(wanted):
        raise restoring_not_possible(
            f"Суммы по лицевым счетам должны составить {money(order.amount)}, каждый счёт один раз"
        )
    return parts_of(order.order_number, wanted)


def _tell_readings(work: PaymentsWork, payment: Payment, order: OrderState, begun: datetime) -> None:
    """Readings in the order's additional parameters are given through the bank, as those beside a register's money. Of
    an order of several accounts nobody can say whose they are."""
    if len(payment.parts) > 1:
        return
    profiles = load_profiles(work.dependencies.settings.register_profiles)
    if given := given_in(order.parameters, profiles):
        event = BankReadingsReceived(
            channel=CHANNEL,
            operation=payment.id,
            nth=1,
            account_number=payment.accounts[0],
            paid_on=moscow_day(begun),
            readings=list(given),
        )
        outbox.add(work.session, event, payment.accounts[0])


def _refuse_known(session: Session, keys: list[str]) -> None:
    if session.scalars(select(Payment.id).where(or_(Payment.id.in_(keys), Payment.bank_order_id.in_(keys)))).first():
        raise restoring_not_possible(KNOWN)


def _ask(call: PaymentsCall, keys: list[str]) -> OrderState:
    """Returns the bank's status of an order that it holds money for."""
    bank_order = next((key for key in keys if _is_uuid(key)), None)
    number = next((key for key in keys if key != bank_order), "")
    answer = call.dependencies.bank.state(order_id=bank_order, number=number)
    match answer:
        case NotSent() | Unclear():
            raise bank_silent()
        case OrderUnknown():
            raise payment_not_found()
        case OrderState() if not kept(answer) or not answer.in_rubles:
            raise restoring_not_possible("Банк показывает, что денег по этому заказу у поставщика нет")
    return answer


def _is_uuid(key: str) -> bool:
    try:
        return bool(UUID(key))
    except ValueError:
        return False
