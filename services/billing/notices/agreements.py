"""Record instalment agreements, each once (п. 72, 118)."""

from sqlalchemy.orm import Session

from chassis.clock import Clock
from chassis.database import audit
from chassis.database.idempotency import once
from chassis.errors import Refusal
from contracts.billing import Agreement, AgreementRequest
from services.billing.accounts.days import refuse_impossible
from services.billing.accounts.known import known_account
from services.billing.ledger.balance import due
from services.billing.notices.agreed import agreements_of
from services.billing.notices.models import AgreementRow
from services.billing.settings import BillingWork


def record_agreement(work: BillingWork, request: AgreementRequest) -> Agreement:
    """Record an agreement on the energy debt; it closes a notice whose restriction has not taken place.

    Refusals "bad_request": a day that cannot be, parts out of order or in the past, more than is owed; a number that
    the account has already.
    """
    today = work.clock.today()
    with once(work.session, f"record_agreement:{work.caller.user_id}", request.idempotency_key, request) as slot:
        if slot.replayed:
            return slot.answer(Agreement)
        known_account(work.session, request.account_number)
        _judge(work.session, request, work.clock)
        work.session.add(
            AgreementRow(
                account_number=request.account_number,
                number=request.number,
                agreed_on=request.agreed_on,
                parts=[part.model_dump(mode="json") for part in request.parts],
            )
        )
        work.session.flush()
        details = {"number": request.number, "agreed_on": request.agreed_on.isoformat()}
        audit.record(work.session, work.now, "record_agreement", account=request.account_number, **details)
        answer = agreements_of(work.session, [request.account_number], today)[request.account_number]
        slot.keep(answer)
    return answer


def _judge(session: Session, request: AgreementRequest, clock: Clock) -> None:
    days = [part.due_on for part in request.parts]
    today = clock.today()
    refuse_impossible(session, today, "fact", "agreed_on", request.agreed_on)
    refuse_impossible(session, today, "instalment", "parts", max(days))
    if days != sorted(set(days)) or days[0] <= request.agreed_on:
        raise Refusal("bad_request", "Сроки частей должны идти по порядку, после даты соглашения", "parts")
    debt = due(session, request.account_number)
    if sum(part.amount_kopecks for part in request.parts) > debt:
        raise Refusal("bad_request", "Сумма частей больше долга за электроэнергию", "parts", {"debt_kopecks": debt})
    if session.get(AgreementRow, (request.account_number, request.number)) is not None:
        raise Refusal("bad_request", f"Соглашение № {request.number} у этого счёта уже есть", "number")
