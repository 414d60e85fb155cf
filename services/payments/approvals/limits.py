"""What the caller may give back alone today, by LIMITS_FILE."""

from datetime import datetime, time

from sqlalchemy import func, select

from chassis.errors import Refusal
from services.payments.dependencies import PaymentsWork
from services.payments.lifecycle.states import OUTSTANDING_REFUND
from services.payments.models import Part, Refund
from wording.money import money
from wording.moscow import MOSCOW

_COUNTED = OUTSTANDING_REFUND | {"manual_review", "done"}


def most_alone(work: PaymentsWork) -> int | None:
    """Kopecks; None: any sum."""
    return work.dependencies.settings.limits.on(work.clock.today()).alone("refund", work.caller.role)


def exceeded(work: PaymentsWork, part: Part, kopecks: int) -> int | None:
    """The limit that this refund exceeds, with what the caller gave back to the account today; None: it does not."""
    most = most_alone(work)
    return most if most is not None and kopecks + _given_back_today(work, part.account_number) > most else None


def require_alone(work: PaymentsWork, part: Part, kopecks: int) -> None:
    """Refusal "approval_needed" when so much needs a second person.

    What the caller gives back to an account is judged one after the other until the transaction ends: several payments
    in several windows are one person's refunds of the day.
    """
    turn = f"refunds of {work.actor} to {part.account_number}"
    work.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(turn, 0))))
    most = exceeded(work, part, kopecks)
    if most is not None:
        words = f"Больше {money(most)} одному абоненту за день один сотрудник не возвращает: передайте на одобрение"
        raise Refusal("approval_needed", words, "amount_kopecks", {"limit_kopecks": most})


def _given_back_today(work: PaymentsWork, account_number: str) -> int:
    midnight = datetime.combine(work.clock.today(), time(), MOSCOW)
    mine = (
        select(func.coalesce(func.sum(Refund.amount_kopecks), 0))
        .join(Part, (Part.payment_id == Refund.payment_id) & (Part.nth == Refund.part))
        .where(
            Part.account_number == account_number,
            Refund.requested_by == work.actor,
            Refund.created_at >= midnight,
            Refund.state.in_(_COUNTED),
        )
    )
    return int(work.session.scalars(mine).one())
