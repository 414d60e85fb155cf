"""Corrections by accountants (п. 69 «ж»): looked at, posted into the open bill, taken back by the opposite one.

What is more than one person may post of an account in a day waits for a second one (`two_persons`).
"""

from sqlalchemy import select
from sqlalchemy.orm import aliased

from chassis.database import audit
from chassis.database.idempotency import once
from chassis.errors import Refusal
from contracts.approvals import Approval
from contracts.billing import Correction, CorrectionEffect, CorrectionList, CorrectionUndo, Timeline
from contracts.wire import AccountRef, Interval
from services.billing.accounts.known import known_account
from services.billing.corrections.alone import above_limit, require_within_limit
from services.billing.corrections.entries import effect_of, enter, line_of, opposite_of, row_of
from services.billing.corrections.models import CorrectionRow
from services.billing.ledger.timeline import get_timeline
from services.billing.settings import BillingWork
from services.billing.two_persons.holding import hold
from services.billing.two_persons.models import HeldCommandRow


def preview_correction(work: BillingWork, request: Correction) -> CorrectionEffect:
    """What the correction would do; refusals as of `post_correction`, but for the limit, which it tells."""
    return _looked_at(work, row_of(work.session, work.clock, request, reference=""))


def post_correction(work: BillingWork, request: Correction) -> Timeline:
    """Post a correction into the account's open bill; the account's entries of today with what it did.

    Refusal "bad_request" for a correction of nothing, kWh without zone and month, kWh and money of opposite signs, and
    for more kWh given back than the month was billed; "approval_needed" above the caller's limit.
    """
    today = work.clock.today()
    with once(work.session, f"post_correction:{work.caller.user_id}", request.idempotency_key, request) as slot:
        if slot.replayed:
            return slot.answer(Timeline)
        row = row_of(work.session, work.clock, request, f"{work.caller.user_id}:{request.idempotency_key}")
        require_within_limit(work, row)
        effect = _entered(work, row)
        timeline = get_timeline(work, Interval(account_number=request.account_number, since=today, until=today))
        answer = timeline.model_copy(update={"effect": effect})
        slot.keep(answer)
    return answer


def ask_correction(work: BillingWork, request: Correction) -> Approval:
    """Ask a second person for a correction above the caller's limit; refusals as of `post_correction`."""
    row = row_of(work.session, work.clock, request, reference="")
    return _asked(work, "correction", request, request.idempotency_key, row, subject=request.account_number)


def released_correction(
    work: BillingWork, request: Correction, held: HeldCommandRow, reference: str | None = None
) -> CorrectionEffect:
    """What the second person released; refusals as of `post_correction`. `reference`: of a document of a file."""
    row = row_of(work.session, work.clock, request, reference or f"approved:{held.id}")
    return _entered(work, row, requested_by=held.requested_by)


def preview_undo(work: BillingWork, request: CorrectionUndo) -> CorrectionEffect:
    """What the undoing would do; refusals as of `undo_correction`, but for the limit, which it tells."""
    return _looked_at(work, _opposite(work, request, reference=""))


def undo_correction(work: BillingWork, request: CorrectionUndo) -> CorrectionEffect:
    """Take a correction back by the opposite one, which is linked to it.

    Refusal "bad_request" for one that the account does not have, that was taken back before, or that itself takes
    another one back; "approval_needed" above the caller's limit.
    """
    scope = f"undo_correction:{work.caller.user_id}"
    with once(work.session, scope, request.idempotency_key, request) as slot:
        if slot.replayed:
            return slot.answer(CorrectionEffect)
        row = _opposite(work, request, f"{work.caller.user_id}:undo:{request.idempotency_key}")
        require_within_limit(work, row)
        effect = _entered(work, row)
        slot.keep(effect)
    return effect


def ask_undo(work: BillingWork, request: CorrectionUndo) -> Approval:
    """Ask a second person for the undoing; refusals as of `undo_correction`."""
    row = _opposite(work, request, reference="")
    return _asked(work, "undo_correction", request, request.idempotency_key, row, subject=request.correction)


def released_undo(
    work: BillingWork, request: CorrectionUndo, held: HeldCommandRow, reference: str | None = None
) -> CorrectionEffect:
    """What the second person released; refusals as of `undo_correction`. `reference`: of a document of a file."""
    row = _opposite(work, request, reference or f"approved:{held.id}")
    return _entered(work, row, requested_by=held.requested_by)


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


def _opposite(work: BillingWork, request: CorrectionUndo, reference: str) -> CorrectionRow:
    known_account(work.session, request.account_number)
    undone = work.session.get(CorrectionRow, request.correction)
    return opposite_of(work.session, work.clock, undone, request.account_number, reference)


def _looked_at(work: BillingWork, row: CorrectionRow) -> CorrectionEffect:
    above = {"above_kopecks": above_limit(work, row)}
    return effect_of(work.session, row, None).model_copy(update=above)


def _entered(work: BillingWork, row: CorrectionRow, **more: str) -> CorrectionEffect:
    """Into the ledger and the trail, which tells the debt before and after."""
    effect = enter(work.session, work.clock, row)
    details = {"amount_kopecks": str(row.amount_kopecks), "ground": row.ground, **more}
    details |= {"old_debt_kopecks": str(effect.before_kopecks), "new_debt_kopecks": str(effect.after_kopecks)}
    if row.volume:
        details |= {"volume": str(row.volume), "zone": str(row.zone), "month": str(row.month)}
    if row.undoes is not None:
        details["correction"] = row.undoes
    action = "post_correction" if row.undoes is None else "undo_correction"
    audit.record(
        work.session, work.now, action, account=row.account_number, subject=row.undoes or row.reference, **details
    )
    return effect


def _asked(
    work: BillingWork, deed: str, request: Correction | CorrectionUndo, key: str, row: CorrectionRow, subject: str
) -> Approval:
    most = above_limit(work, row)
    if most is None:
        raise Refusal("bad_request", "Эту корректировку можно провести без одобрения", "amount_kopecks")
    kopecks = row.amount_kopecks
    return hold(
        work,
        deed,
        request,
        key,
        subject=subject,
        account=row.account_number,
        kopecks=kopecks,
        most=most,
        ground=row.ground,
    )
