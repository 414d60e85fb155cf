"""A correction of an account: judged, its opposite, and its way into the ledger, by a form or a file."""

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from chassis.clock import Clock
from chassis.errors import Refusal
from contracts.billing import Correction, CorrectionEffect, CorrectionLine
from services.billing.accounts.days import refuse_impossible
from services.billing.accounts.known import known_account
from services.billing.corrections.models import CorrectionRow
from services.billing.ledger.balance import balance
from services.billing.ledger.posting import Fact, hold_account, open_bill, post
from services.billing.rates.editions import policies
from services.billing.rules import vat
from services.billing.rules.periods import first_day

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


def row_of(session: Session, clock: Clock, request: Correction, reference: str) -> CorrectionRow:
    """The correction that the request means, judged; refusals as of `post_correction`."""
    known_account(session, request.account_number)
    if request.amount_kopecks == 0 and request.volume == 0:
        raise Refusal("bad_request", "Укажите сумму перерасчёта, отличную от нуля", "amount_kopecks")
    # Else two at once could give back the same kWh, or one person in two windows more than they may alone.
    hold_account(session, request.account_number)
    month = first_day(request.month) if request.month else None
    refuse_impossible(session, clock.today(), "period", "month", month)
    if request.volume:
        _judge_kwh(session, request)
    rate = request.vat_rate
    if rate is None and request.volume and request.month:
        rate = policies(session)(first_day(request.month)).vat_rate
    return CorrectionRow(
        reference=reference,
        account_number=request.account_number,
        period=open_bill(session, request.account_number, clock.today()),
        amount_kopecks=request.amount_kopecks,
        ground=request.ground,
        volume=request.volume,
        zone=request.zone,
        month=request.month,
        vat_rate=rate,
        vat_kopecks=vat.included(request.amount_kopecks, rate) if rate else 0,
        undoes=None,
        posted_at=clock.now(),
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


def opposite_of(
    session: Session, clock: Clock, undone: CorrectionRow | None, account_number: str, reference: str
) -> CorrectionRow:
    """The correction that takes `undone` back; refusals as of `undo_correction`."""
    if undone is None or undone.account_number != account_number:
        raise Refusal("bad_request", "У этого лицевого счета такой корректировки нет", "correction")
    if undone.undoes is not None:
        raise Refusal("bad_request", "Это уже отмена: проведите новую корректировку", "correction")
    hold_account(session, account_number)
    period = open_bill(session, account_number, clock.today())
    again = select(CorrectionRow.reference).where(CorrectionRow.undoes == undone.reference)
    if session.scalar(again) is not None:
        raise Refusal("bad_request", "Эта корректировка уже отменена", "correction")
    return CorrectionRow(
        reference=reference,
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
        posted_at=clock.now(),
    )


def enter(session: Session, clock: Clock, row: CorrectionRow) -> CorrectionEffect:
    """Put the correction into the ledger; what it does."""
    effect = effect_of(session, row, line_of(row, None))
    session.add(row)
    session.flush()
    post(
        session,
        Fact(
            source=SOURCE,
            reference=row.reference,
            account_number=row.account_number,
            kind="correction",
            amount=row.amount_kopecks,
            occurred_at=clock.now(),
            day=clock.today(),
            title=row.ground,
            origin=row.undoes,
            period=row.period,
        ),
    )
    return effect


def effect_of(session: Session, row: CorrectionRow, line: CorrectionLine | None) -> CorrectionEffect:
    """Debt before and after it; `line` once it stands in the ledger."""
    before = balance(session, row.account_number)
    return CorrectionEffect(
        account_number=row.account_number,
        full_name=known_account(session, row.account_number).full_name,
        before_kopecks=before,
        after_kopecks=before + row.amount_kopecks,
        period=row.period,
        vat_rate=row.vat_rate,
        vat_kopecks=row.vat_kopecks,
        correction=line,
    )


def line_of(row: CorrectionRow, undone_by: str | None) -> CorrectionLine:
    """The correction as the contract has it."""
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
