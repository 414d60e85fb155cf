"""Corrections by accountants (п. 69 «ж»): looked at, posted into the open bill, taken back by the opposite one."""

from sqlalchemy import select
from sqlalchemy.orm import aliased

from chassis.database import audit
from chassis.database.idempotency import once
from contracts.billing import Correction, CorrectionEffect, CorrectionList, CorrectionUndo, Timeline
from contracts.wire import AccountRef, Interval
from services.billing.accounts.known import known_account
from services.billing.corrections.entries import effect_of, enter, line_of, opposite_of, row_of
from services.billing.corrections.models import CorrectionRow
from services.billing.ledger.timeline import get_timeline
from services.billing.settings import BillingWork


def preview_correction(work: BillingWork, request: Correction) -> CorrectionEffect:
    """What the correction would do; refusals as of `post_correction`."""
    return effect_of(work.session, row_of(work.session, work.clock, request, reference=""), None)


def post_correction(work: BillingWork, request: Correction) -> Timeline:
    """Post a correction into the account's open bill; the account's entries of today with what it did.

    Refusal "bad_request" for a correction of nothing, kWh without zone and month, kWh and money of opposite signs, and
    for more kWh given back than the month was billed.
    """
    today = work.clock.today()
    with once(work.session, f"post_correction:{work.caller.user_id}", request.idempotency_key, request) as slot:
        if slot.replayed:
            return slot.answer(Timeline)
        reference = f"{work.caller.user_id}:{request.idempotency_key}"
        row = row_of(work.session, work.clock, request, reference)
        effect = enter(work.session, work.clock, row)
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
        undone = work.session.get(CorrectionRow, request.correction)
        reference = f"{work.caller.user_id}:undo:{request.idempotency_key}"
        row = opposite_of(work.session, work.clock, undone, request.account_number, reference)
        effect = enter(work.session, work.clock, row)
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
    return CorrectionList(corrections=[line_of(row, undone_by) for row, undone_by in rows])
