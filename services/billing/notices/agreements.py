"""Instalment agreements: recorded once, judged by the money that came since (п. 72, 118)."""

from datetime import date

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from chassis.clock import Clock
from chassis.database import audit
from chassis.database.idempotency import once
from chassis.errors import Refusal
from contracts.billing import Agreement, AgreementPart, AgreementRequest
from services.billing.accounts.known import known_account
from services.billing.ledger.balance import due
from services.billing.notices.models import AgreementRow
from services.billing.rules.instalments import Due, required, state
from services.billing.settings import BillingWork

_PAID = text(
    "select -coalesce(sum(amount_kopecks), 0) from ledger "
    "where account_number = :number and kind in ('credit', 'refund') and paid_on >= :day"
)
_BILLS = text(
    """
    select b.due_on, sum(l.amount_kopecks) from ledger l
    join lateral (
        select due_on from bills where account_number = l.account_number and period = l.period
        order by revision desc limit 1
    ) b on true
    where l.account_number = :number and l.kind in ('charge', 'correction')
      and (l.occurred_at at time zone 'Europe/Moscow')::date > :day
    group by b.due_on
    """
)


def record_agreement(work: BillingWork, request: AgreementRequest) -> Agreement:
    """Record an agreement on the energy debt; it closes a notice whose restriction has not taken place.

    Refusals "bad_request": a day in the future, parts out of order or in the past, more than is owed; a number that
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
        answer = current_agreement(work.session, request.account_number, today)
        assert answer is not None
        slot.keep(answer)
    return answer


def _judge(session: Session, request: AgreementRequest, clock: Clock) -> None:
    days = [part.due_on for part in request.parts]
    if request.agreed_on > clock.today():
        raise Refusal("bad_request", "Дата соглашения не может быть в будущем", "agreed_on")
    if days != sorted(set(days)) or days[0] <= request.agreed_on:
        raise Refusal("bad_request", "Сроки частей должны идти по порядку, после даты соглашения", "parts")
    debt = due(session, request.account_number)
    if sum(part.amount_kopecks for part in request.parts) > debt:
        raise Refusal("bad_request", "Сумма частей больше долга за электроэнергию", "parts", {"debt_kopecks": debt})
    if session.get(AgreementRow, (request.account_number, request.number)) is not None:
        raise Refusal("bad_request", f"Соглашение № {request.number} у этого счёта уже есть", "number")


def current_agreement(session: Session, account_number: str, today: date) -> Agreement | None:
    """The account's last agreement with its state today."""
    row = session.scalar(
        select(AgreementRow)
        .where(AgreementRow.account_number == account_number)
        .order_by(AgreementRow.agreed_on.desc(), AgreementRow.recorded_at.desc())
        .limit(1)
    )
    if row is None:
        return None
    since = {"number": account_number, "day": row.agreed_on}
    paid = int(session.scalar(_PAID, since) or 0)
    bills: list[Due] = [(due_on, int(kopecks)) for due_on, kopecks in session.execute(_BILLS, since)]
    parts = [AgreementPart.model_validate(part, strict=False) for part in row.parts]
    agreed: list[Due] = [(part.due_on, part.amount_kopecks) for part in parts]
    return Agreement(
        number=row.number,
        agreed_on=row.agreed_on,
        parts=parts,
        paid_kopecks=paid,
        required_kopecks=required(agreed, bills, today),
        state=state(agreed, bills, paid, today),
    )
