"""Whether one person may post a correction alone: by all that they moved of the account in a day, by form and file."""

from datetime import datetime, time

from sqlalchemy import func, select

from services.billing.corrections.models import CorrectionRow
from services.billing.settings import BillingWork
from services.billing.two_persons.limits import exceeded, require_alone
from wording.moscow import MOSCOW


def above_limit(work: BillingWork, row: CorrectionRow) -> int | None:
    """The limit of the caller that the correction exceeds; None: it may be posted alone."""
    return exceeded(work, "correction", _moved_today(work, row))


def require_within_limit(work: BillingWork, row: CorrectionRow) -> None:
    """Refusal "approval_needed" when it needs a second person. From now on it is the caller's own."""
    require_alone(work, "correction", _moved_today(work, row))
    row.posted_alone_by = work.caller.user_id


def _moved_today(work: BillingWork, row: CorrectionRow) -> int:
    """Kopecks by which to judge: the correction, or all that the caller moved of this account today, if that is more.

    So a sum cannot be posted in parts, and what was just mistyped can be taken back. What a second person released does
    not count.
    """
    midnight = datetime.combine(work.clock.today(), time(), MOSCOW)
    before = work.session.scalar(
        select(func.coalesce(func.sum(CorrectionRow.amount_kopecks), 0)).where(
            CorrectionRow.account_number == row.account_number,
            CorrectionRow.posted_at >= midnight,
            CorrectionRow.posted_alone_by == work.caller.user_id,
        )
    )
    return max(abs(row.amount_kopecks), abs(int(before or 0) + row.amount_kopecks))
