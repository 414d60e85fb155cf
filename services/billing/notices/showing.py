"""A restriction notice as bill and «Главная» show it. Pure."""

from datetime import date

from contracts.bill import RestrictionNotice
from services.billing.rules.policy import Policy
from services.billing.rules.restriction import Steps, deadline, stage


def shown(debt_kopecks: int, delivered_on: date, today: date, policy: Policy) -> RestrictionNotice:
    """The notice with its stage today; the term runs from delivery (ПП 354, п. 119)."""
    steps = Steps(issued_on=delivered_on, delivered_on=delivered_on)
    return RestrictionNotice(
        debt_kopecks=debt_kopecks,
        issued_on=delivered_on,
        deadline=deadline(delivered_on, policy),
        stage=stage(steps, over_threshold=True, today=today, policy=policy),
    )
