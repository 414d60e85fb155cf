"""Return an overpayment to a bank account by application (ГК ст. 1102): an order that two persons release.

Until it is paid or refused an order keeps its sum: no other one may give it away. The ledger gets its entry when the
bank has paid, on the day of that payment.
"""

import uuid
from datetime import datetime, time

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from chassis.database import audit
from chassis.database.idempotency import once
from chassis.errors import Refusal
from contracts.billing import Payout, PayoutPaid, PayoutRef, PayoutRefused, PayoutRequest
from services.billing.accounts.known import known_account
from services.billing.accounts.models import Account
from services.billing.ledger.balance import balance
from services.billing.ledger.posting import Fact, hold_account, post
from services.billing.payouts.models import PayoutRow
from services.billing.settings import BillingWork
from wording.moscow import MOSCOW

SOURCE = "payout"
PENDING = ("requested", "approved")


def request_payout(work: BillingWork, request: PayoutRequest) -> Payout:
    """Record the order.

    Refusals "account_not_found", "payout_not_possible" when it is more than is overpaid and not promised already.
    """
    with once(work.session, f"request_payout:{work.caller.user_id}", request.idempotency_key, request) as slot:
        if slot.replayed:
            return slot.answer(Payout)
        known_account(work.session, request.account_number)
        _judge_sum(work, request.account_number, request.amount_kopecks)
        row = PayoutRow(
            id=uuid.uuid4().hex,
            state="requested",
            requested_by=work.caller.user_id or "",
            requested_at=work.now,
            **request.model_dump(exclude={"idempotency_key"}),
        )
        work.session.add(row)
        answer = _kept(work, row, "request_payout", application=row.application)
        slot.keep(answer)
    return answer


def approve_payout(work: BillingWork, request: PayoutRef) -> Payout:
    """A second person approves; again by the same one it stays as it is.

    Refusals "payout_not_found", "payout_not_possible" for who requested it, for one that is paid or refused, and when
    the overpayment has gone since.
    """
    row = _locked(work.session, request.payout_id)
    if row.state == "approved" and row.approved_by == work.caller.user_id:
        return payout_of(work.session, row)
    _in_state(row, "requested")
    if row.requested_by == work.caller.user_id:
        raise Refusal("payout_not_possible", "Выплату согласует другой сотрудник, не тот, кто её завёл", "payout_id")
    _judge_sum(work, row.account_number, row.amount_kopecks, own=row)
    row.state, row.approved_by, row.approved_at = "approved", work.caller.user_id or "", work.now
    return _kept(work, row, "approve_payout")


def record_payout(work: BillingWork, request: PayoutPaid) -> Payout:
    """The bank has paid: the ledger gets the entry. A repetition with the same day and number changes nothing.

    Refusals "payout_not_found", "payout_not_possible" for one that is not approved; "bad_request" for a day that is to
    come or was before the approval.
    """
    row = _locked(work.session, request.payout_id)
    if row.state == "paid" and (row.paid_on, row.order_number) == (request.paid_on, request.order_number):
        return payout_of(work.session, row)
    _in_state(row, "approved")
    assert row.approved_at is not None
    if not row.approved_at.astimezone(MOSCOW).date() <= request.paid_on <= work.clock.today():
        raise Refusal("bad_request", "День выплаты: не раньше согласования и не в будущем", "paid_on")
    row.state, row.paid_on, row.order_number = "paid", request.paid_on, request.order_number
    post(
        work.session,
        Fact(
            source=SOURCE,
            reference=row.id,
            account_number=row.account_number,
            kind="refund",
            amount=row.amount_kopecks,
            occurred_at=min(work.now, datetime.combine(request.paid_on, time(12), MOSCOW)),
            day=request.paid_on,
            title=f"возврат переплаты по заявлению {row.application}, п/п № {row.order_number}",
        ),
    )
    return _kept(work, row, "record_payout", order=row.order_number)


def refuse_payout(work: BillingWork, request: PayoutRefused) -> Payout:
    """Refuse an order, or note that the bank sent it back; a repetition with the same reason changes nothing.

    Refusals "payout_not_found", "payout_not_possible" for one that is paid.
    """
    row = _locked(work.session, request.payout_id)
    if row.state == "refused" and row.reason == request.reason:
        return payout_of(work.session, row)
    _in_state(row, *PENDING)
    row.state, row.reason = "refused", request.reason
    return _kept(work, row, "refuse_payout", reason=row.reason)


def payout_of(session: Session, row: PayoutRow) -> Payout:
    """The order as the desk sees it."""
    account = session.get(Account, row.account_number)
    stored = {name: getattr(row, name) for name in Payout.model_fields if name not in ("payout_id", "full_name")}
    return Payout.model_validate({"payout_id": row.id, "full_name": account.full_name if account else "", **stored})


def _kept(work: BillingWork, row: PayoutRow, action: str, **details: str) -> Payout:
    work.session.flush()
    noted = {"amount_kopecks": str(row.amount_kopecks), **details}
    audit.record(work.session, work.now, action, account=row.account_number, subject=row.id, **noted)
    return payout_of(work.session, row)


def _judge_sum(work: BillingWork, account_number: str, kopecks: int, own: PayoutRow | None = None) -> None:
    """The account is held first, so that two orders cannot promise the same money."""
    hold_account(work.session, account_number)
    pending = select(func.coalesce(func.sum(PayoutRow.amount_kopecks), 0)).where(
        PayoutRow.account_number == account_number, PayoutRow.state.in_(PENDING)
    )
    if own is not None:
        pending = pending.where(PayoutRow.id != own.id)
    free = max(0, -balance(work.session, account_number) - int(work.session.scalar(pending) or 0))
    if kopecks > free:
        raise Refusal(
            "payout_not_possible",
            "Вернуть можно только переплату, которую ещё не возвращают по другому заявлению",
            "amount_kopecks",
            {"free_kopecks": free},
        )


def _locked(session: Session, payout_id: str) -> PayoutRow:
    row = session.scalar(select(PayoutRow).where(PayoutRow.id == payout_id).with_for_update())
    if row is None:
        raise Refusal("payout_not_found", "Такой выплаты нет", "payout_id")
    return row


def _in_state(row: PayoutRow, *states: str) -> None:
    if row.state not in states:
        words = {
            "requested": "ждёт согласования",
            "approved": "согласована",
            "paid": "выплачена",
            "refused": "отклонена",
        }
        raise Refusal("payout_not_possible", f"Выплата {words[row.state]}", "payout_id", {"state": row.state})
