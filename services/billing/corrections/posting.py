"""Corrections by accountants (п. 69 «ж»): looked at, posted into the open bill, taken back by the opposite one."""

from sqlalchemy import select, text
from sqlalchemy.orm import Session, aliased

from chassis.database import audit
from chassis.database.idempotency import once
from chassis.errors import Refusal
from contracts.billing import (
    Correction,
    CorrectionEffect,
    CorrectionLine,
    CorrectionList,
    CorrectionUndo,
    Timeline,
)
from contracts.wire import AccountRef, Interval
from services.billing.accounts.days import refuse_impossible
from services.billing.accounts.known import known_account
from services.billing.corrections.models import CorrectionRow
from services.billing.ledger.balance import balance
from services.billing.ledger.posting import Fact, open_bill, post
from services.billing.ledger.timeline import get_timeline
from services.billing.rates.editions import policies
from services.billing.rules import vat
from services.billing.rules.periods import first_day
from services.billing.settings import BillingWork

SOURCE = "correction"

_BILLED_KWH = text(
    """
    select coalesce((
        select sum((line ->> 'volume')::bigint) from charges c cross join lateral jsonb_array_elements(c.lines) line
        where c.account_number = :number and c.period = :month and line ->> 'zone' = :zone
    ), 0) + coalesce((
        select sum(volume) from recalculations r
        where account_number = :number and month = :month and zone = :zone and ground <> 'correction'
          and revision = (select max(revision) from bills b
                          where b.account_number = r.account_number and b.period = r.period)
    ), 0) + coalesce((
        select sum(volume) from corrections where account_number = :number and month = :month and zone = :zone
    ), 0) as kwh
    """
)


def preview_correction(work: BillingWork, request: Correction) -> CorrectionEffect:
    """What the correction would do; refusals as of `post_correction`."""
    return _effect(work, _row(work, request, reference=""), None)


def post_correction(work: BillingWork, request: Correction) -> Timeline:
    """Post a correction into the account's open bill; the account's entries of today with what it did.

    Refusal "bad_request" for a correction of nothing, kWh without zone and month, kWh and money of opposite signs, and
    for more kWh given back than the month was billed.
    """
    today = work.clock.today()
    with once(work.session, f"post_correction:{work.caller.user_id}", request.idempotency_key, request) as slot:
        if slot.replayed:
            return slot.answer(Timeline)
        row = _row(work, request, reference=f"{work.caller.user_id}:{request.idempotency_key}")
        effect = _post(work, row)
        details = {"amount_kopecks": str(request.amount_kopecks), "ground": request.ground}
        if row.volume:
            details |= {"volume": str(row.volume), "zone": str(row.zone), "month": str(row.month)}
        audit.record(work.session, work.now, "post_correction", account=request.account_number, **details)
        timeline = get_timeline(work, Interval(account_number=request.account_number, since=today, until=today))
        answer = timeline.model_copy(update={"effect": effect})
        slot.keep(answer)
    return answer


def undo_correction(work: BillingWork, request: CorrectionUndo) -> CorrectionEffect:
    """Take a correction back by the opposite one, which is linked to it.

    Refusal "bad_request" for one that the account does not have, that was taken back before, or that itself takes
    another one back.
    """
    scope = f"undo_correction:{work.caller.user_id}"
    with once(work.session, scope, request.idempotency_key, request) as slot:
        if slot.replayed:
            return slot.answer(CorrectionEffect)
        known_account(work.session, request.account_number)
        row = _opposite(work, request)
        effect = _post(work, row)
        details = {"correction": request.correction, "amount_kopecks": str(row.amount_kopecks)}
        audit.record(work.session, work.now, "undo_correction", account=request.account_number, **details)
        slot.keep(effect)
    return effect


def list_corrections(work: BillingWork, request: AccountRef) -> CorrectionList:
    """The account's corrections, the newest first."""
    undo = aliased(CorrectionRow)
    rows = work.session.execute(
        select(CorrectionRow, undo.reference)
        .outerjoin(undo, undo.undoes == CorrectionRow.reference)
        .where(CorrectionRow.account_number == request.account_number)
        .order_by(CorrectionRow.posted_at.desc(), CorrectionRow.reference)
    )
    return CorrectionList(corrections=[_line(row, undone_by) for row, undone_by in rows])


def _row(work: BillingWork, request: Correction, reference: str) -> CorrectionRow:
    """The correction that the request means, judged."""
    known_account(work.session, request.account_number)
    if request.amount_kopecks == 0 and request.volume == 0:
        raise Refusal("bad_request", "Укажите сумму перерасчёта, отличную от нуля", "amount_kopecks")
    month = first_day(request.month) if request.month else None
    refuse_impossible(work.session, work.clock.today(), "period", "month", month)
    if request.volume:
        _judge_kwh(work.session, request)
    rate = request.vat_rate
    if rate is None and request.volume and request.month:
        rate = policies(work.session)(first_day(request.month)).vat_rate
    return CorrectionRow(
        reference=reference,
        account_number=request.account_number,
        period=open_bill(work.session, request.account_number, work.clock.today()),
        amount_kopecks=request.amount_kopecks,
        ground=request.ground,
        volume=request.volume,
        zone=request.zone,
        month=request.month,
        vat_rate=rate,
        vat_kopecks=vat.included(request.amount_kopecks, rate) if rate else 0,
        undoes=None,
        posted_at=work.now,
    )


def _judge_kwh(session: Session, request: Correction) -> None:
    if request.zone is None or request.month is None:
        field = "zone" if request.zone is None else "month"
        raise Refusal("bad_request", "Для корректировки кВт·ч укажите месяц и зону", field)
    if request.amount_kopecks * request.volume < 0:
        raise Refusal("bad_request", "Знак суммы и знак кВт·ч должны совпадать", "volume")
    wanted = {"number": request.account_number, "month": request.month, "zone": request.zone}
    billed = int(session.execute(_BILLED_KWH, wanted).scalar_one())
    if request.volume < 0 and billed + request.volume < 0:
        words = f"За этот месяц по этой зоне начислено {billed} кВт·ч: больше вернуть нельзя"
        raise Refusal("bad_request", words, "volume", {"billed_kwh": billed})


def _opposite(work: BillingWork, request: CorrectionUndo) -> CorrectionRow:
    undone = work.session.get(CorrectionRow, request.correction)
    if undone is None or undone.account_number != request.account_number:
        raise Refusal("bad_request", "У этого лицевого счета такой корректировки нет", "correction")
    if undone.undoes is not None:
        raise Refusal("bad_request", "Это уже отмена: проведите новую корректировку", "correction")
    period = open_bill(work.session, request.account_number, work.clock.today())
    again = select(CorrectionRow.reference).where(CorrectionRow.undoes == undone.reference)
    if work.session.scalar(again) is not None:
        raise Refusal("bad_request", "Эта корректировка уже отменена", "correction")
    return CorrectionRow(
        reference=f"{work.caller.user_id}:undo:{request.idempotency_key}",
        account_number=undone.account_number,
        period=period,
        amount_kopecks=-undone.amount_kopecks,
        ground=f"Отмена: {undone.ground}"[:300],
        volume=-undone.volume,
        zone=undone.zone,
        month=undone.month,
        vat_rate=undone.vat_rate,
        vat_kopecks=-undone.vat_kopecks,
        undoes=undone.reference,
        posted_at=work.now,
    )


def _post(work: BillingWork, row: CorrectionRow) -> CorrectionEffect:
    effect = _effect(work, row, _line(row, None))
    work.session.add(row)
    work.session.flush()
    post(
        work.session,
        Fact(
            source=SOURCE,
            reference=row.reference,
            account_number=row.account_number,
            kind="correction",
            amount=row.amount_kopecks,
            occurred_at=work.now,
            day=work.clock.today(),
            title=row.ground,
            origin=row.undoes,
            period=row.period,
        ),
    )
    return effect


def _effect(work: BillingWork, row: CorrectionRow, line: CorrectionLine | None) -> CorrectionEffect:
    before = balance(work.session, row.account_number)
    return CorrectionEffect(
        account_number=row.account_number,
        full_name=known_account(work.session, row.account_number).full_name,
        before_kopecks=before,
        after_kopecks=before + row.amount_kopecks,
        period=row.period,
        vat_rate=row.vat_rate,
        vat_kopecks=row.vat_kopecks,
        correction=line,
    )


def _line(row: CorrectionRow, undone_by: str | None) -> CorrectionLine:
    return CorrectionLine.model_validate(
        {
            "reference": row.reference,
            "posted_at": row.posted_at,
            "period": row.period,
            "amount_kopecks": row.amount_kopecks,
            "ground": row.ground,
            "volume": row.volume,
            "zone": row.zone,
            "month": row.month,
            "vat_rate": row.vat_rate,
            "vat_kopecks": row.vat_kopecks,
            "undoes": row.undoes,
            "undone_by": undone_by,
        }
    )
