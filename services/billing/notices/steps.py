"""Record what happened to a notice: its delivery, the restriction, the settlement, the reconnection, a withdrawal."""

from datetime import date

from sqlalchemy.orm import Session

from chassis.clock import Clock
from chassis.database import audit
from chassis.database.idempotency import once
from chassis.errors import Refusal
from contracts.billing import RestrictionCase, RestrictionStep
from services.billing.accounts.days import refuse_impossible
from services.billing.ledger.balance import due
from services.billing.notices.case_status import case_for, restriction_case
from services.billing.notices.issuing import delivered, newest
from services.billing.notices.models import Notice
from services.billing.notices.reference_debts import reference_debts
from services.billing.rates.editions import policies
from services.billing.rules.restriction import NEXT
from services.billing.settings import BillingWork

_FIELDS = {
    "delivered": "delivered_on",
    "restricted": "restricted_on",
    "settled": "settled_on",
    "reconnected": "reconnected_on",
    "withdrawn": "withdrawn_on",
}


def record_step(work: BillingWork, request: RestrictionStep) -> RestrictionCase:
    """Record one step of the account's last notice; the case after it.

    Refusals "bad_request": a day that cannot be or is before the step that came first, a step that is not next (a
    restriction before the term is over), a settlement while the notice's debt or the costs are unpaid.
    """
    with once(work.session, f"record_step:{work.caller.user_id}", request.idempotency_key, request) as slot:
        if slot.replayed:
            return slot.answer(RestrictionCase)
        notice = newest(work.session, request.account_number)
        _judge(work.session, request, notice, work.clock)
        setattr(notice, _FIELDS[request.step], request.happened_on)
        if request.note:
            notice.note = "\n".join(filter(None, (notice.note, f"{request.happened_on:%d.%m.%Y} {request.note}")))
        work.session.flush()
        if request.step == "delivered":
            delivered(work.session, request.account_number, work.clock)
        details = {"step": request.step, "happened_on": request.happened_on.isoformat(), "note": request.note}
        audit.record(work.session, work.now, "record_step", account=request.account_number, **details)
        answer = restriction_case(work.session, request.account_number, work.clock)
        slot.keep(answer)
    return answer


def _judge(session: Session, request: RestrictionStep, notice: Notice, clock: Clock) -> None:
    day = request.happened_on
    refuse_impossible(session, clock.today(), "fact", "happened_on", day)
    known = (notice.issued_on, notice.delivered_on, notice.restricted_on, notice.settled_on)
    if day < max(filter(None, known)):
        raise Refusal("bad_request", "Дата раньше предыдущего события этого уведомления", "happened_on")
    case = case_for(session, request.account_number)
    assert case is not None
    stage = case.stage(day, policies(session))
    if request.step not in NEXT.get(stage, ()):
        raise Refusal("bad_request", _REMEDIES[request.step], "step", {"stage": stage})
    if request.step == "settled":
        _require_paid(session, request.account_number, case.closed_on, day)


def _require_paid(session: Session, account_number: str, paid_on: date | None, day: date) -> None:
    if due(session, account_number) > 0 and (paid_on is None or paid_on > day):
        raise Refusal("bad_request", "Долг из уведомления к этому дню не оплачен", "happened_on")
    if reference_debts(session, account_number).restriction_kopecks:
        raise Refusal("bad_request", "Затраты на ограничение не оплачены: обновите другие задолженности", "step")


_REMEDIES = {
    "delivered": "Вручение уже записано или уведомление закрыто",
    "restricted": "Ограничить можно только после срока, указанного во вручённом уведомлении",
    "settled": "Сначала запишите ограничение: до него уведомление закрывается оплатой само",
    "reconnected": "Сначала запишите оплату долга и расходов",
    "withdrawn": "Отозвать можно только уведомление, по которому ещё не ограничили",
}
