"""Restriction of consumption for debt: its ground, its clock and its stages (ПП РФ 354, п. 117-121; rule D)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from services.billing.rules.policy import Policy

Stage = Literal[
    "none",
    "over_threshold",
    "notice_sent",
    "notice_delivered",
    "expired",
    "restricted",
    "suspended",
    "reconnection_due",
    "closed",
]

Step = Literal["delivered", "restricted", "settled", "reconnected", "withdrawn"]

NEXT: Mapping[Stage, tuple[Step, ...]] = {
    "notice_sent": ("delivered", "withdrawn"),
    "notice_delivered": ("withdrawn",),
    "expired": ("restricted", "withdrawn"),
    "restricted": ("settled",),
    "suspended": ("settled",),
    "reconnection_due": ("reconnected",),
}
"""What may be recorded at a stage. Payment in full or an agreement closes a notice by itself, until the restriction."""


@dataclass(frozen=True, slots=True)
class Steps:
    """What has happened to an account so far, each with its day."""

    issued_on: date | None = None
    delivered_on: date | None = None
    restricted_on: date | None = None
    settled_on: date | None = None
    """Debt and costs paid in full, an instalment agreement, or a notice that was taken back."""
    reconnected_on: date | None = None


def threshold(norm_kwh: int, price: int, policy: Policy) -> int:
    """Kopecks that the debt must exceed: so many monthly payments by norm × tariff, whatever the meter (п. 118)."""
    return policy.restriction_norms * norm_kwh * price


def grounds(debt: int, norm_kwh: int, price: int, policy: Policy, instalments_kept: bool = False) -> bool:
    """May a notice be issued? At the threshold itself: no (R01)."""
    return debt > threshold(norm_kwh, price, policy) and not instalments_kept


def deadline(delivered_on: date, policy: Policy) -> date:
    """The last day to pay after delivery; restriction is possible from the day after it (п. 119)."""
    return delivered_on + timedelta(days=policy.notice_days)


def reconnection_deadline(settled_on: date, policy: Policy) -> date:
    """Supply is resumed by this day after full payment of debt and costs (п. 120)."""
    return settled_on + timedelta(days=policy.reconnection_days)


def stage(steps: Steps, over_threshold: bool, today: date, policy: Policy) -> Stage:
    """Where the account stands today, from what happened."""
    if steps.restricted_on is not None:
        return _after_restriction(steps, steps.restricted_on, today, policy)
    if steps.issued_on is None:
        return "over_threshold" if over_threshold else "none"
    if steps.settled_on is not None:
        return "closed"
    if steps.delivered_on is None:
        return "notice_sent"
    return "notice_delivered" if today <= deadline(steps.delivered_on, policy) else "expired"


def suspension_day(restricted_on: date, policy: Policy) -> date:
    """From this day a restriction that changed nothing becomes a suspension (п. 119)."""
    return restricted_on + timedelta(days=policy.suspension_days)


def _after_restriction(steps: Steps, restricted_on: date, today: date, policy: Policy) -> Stage:
    if steps.settled_on is not None:
        return "closed" if steps.reconnected_on is not None else "reconnection_due"
    return "restricted" if today < suspension_day(restricted_on, policy) else "suspended"
