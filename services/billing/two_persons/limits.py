"""What the caller may do alone today, by LIMITS_FILE."""

from chassis.errors import Refusal
from contracts.limits import LimitedAction
from services.billing.settings import BillingWork
from wording.money import money

DEEDS: tuple[LimitedAction, ...] = ("correction", "publication")


def most_alone(work: BillingWork, deed: LimitedAction) -> int | None:
    """Kopecks; None: any sum."""
    return work.dependencies.limits.on(work.clock.today()).alone(deed, work.caller.role)


def exceeded(work: BillingWork, deed: LimitedAction, kopecks: int) -> int | None:
    """The limit of the caller that so much exceeds; None: it may be done alone."""
    most = most_alone(work, deed)
    return most if most is not None and abs(kopecks) > most else None


def require_alone(work: BillingWork, deed: LimitedAction, kopecks: int) -> None:
    """Refusal "approval_needed" when so much needs a second person."""
    most = exceeded(work, deed, kopecks)
    if most is not None:
        words = f"Больше {money(most)} один сотрудник не проводит: передайте на одобрение другому"
        raise Refusal("approval_needed", words, details={"limit_kopecks": most})
