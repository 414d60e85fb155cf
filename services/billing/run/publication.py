"""The publication of a run: by one person up to their limit, above it by two."""

from datetime import datetime

from sqlalchemy import select

from chassis.errors import Refusal
from contracts.approvals import Approval
from contracts.billing import PublicationWish, RunRequest, RunState
from services.billing.run.models import Run
from services.billing.run.report import report
from services.billing.run.stages import PUBLISH
from services.billing.run.start import require_calculated, start_publication
from services.billing.settings import BillingWork
from services.billing.two_persons.holding import HELD, hold
from services.billing.two_persons.limits import exceeded, require_alone
from services.billing.two_persons.models import HeldCommandRow


def publish_period(work: BillingWork, request: RunRequest) -> RunState:
    """Begin the publication; one that is going on or done is only reported.

    Refusals as of `start_publication`, and "approval_needed" when the run charges more than the caller may release.
    """
    state = report(work.session, request)
    if state.state not in (PUBLISH.during, PUBLISH.after):
        require_calculated(work, request)
        require_alone(work, "publication", state.charged_kopecks)
    return start_publication(work, request)


def ask_publication(work: BillingWork, request: PublicationWish) -> Approval:
    """Ask a second person to publish; one request for a run waits at a time.

    Refusals as of `start_publication`; "bad_request" when the caller may publish alone.
    """
    run = RunRequest(period=request.period, district=request.district)
    require_calculated(work, run)
    kopecks = report(work.session, run).charged_kopecks
    most = exceeded(work, "publication", kopecks)
    if most is None:
        raise Refusal("bad_request", "Эту публикацию можно провести без одобрения", "period")
    subject = f"{request.period}/{request.district or ''}"
    waiting = select(HeldCommandRow).where(
        HeldCommandRow.deed == "publication",
        HeldCommandRow.subject == subject,
        HeldCommandRow.state == "requested",
        HeldCommandRow.expires_at > work.now,
    )
    if (same := work.session.scalar(waiting)) is not None and same.requested_at >= _calculated_at(work, run):
        return HELD.answer(same, work.now)
    return hold(
        work,
        "publication",
        request,
        request.idempotency_key,
        subject=subject,
        account=None,
        kopecks=kopecks,
        most=most,
        ground="",
    )


def released_publication(work: BillingWork, request: PublicationWish, row: HeldCommandRow) -> None:
    """What the second person released. Refusal "approval_not_possible" when the run was calculated anew since."""
    run = RunRequest(period=request.period, district=request.district)
    if _calculated_at(work, run) > row.requested_at:
        words = "После запроса расчёт выполнен заново: посмотрите его и запросите одобрение снова"
        raise Refusal("approval_not_possible", words, "approval_id")
    start_publication(work, run)


def _calculated_at(work: BillingWork, request: RunRequest) -> datetime:
    return work.session.get_one(Run, (request.period, request.district or "")).started_at
