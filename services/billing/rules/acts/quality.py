"""Interruptions above the limit and bad voltage (ПП РФ 354, п. 98 and Appendix 1)."""

from fractions import Fraction

from services.billing.rules.acts.act import Act
from services.billing.rules.errors import BadInputError
from services.billing.rules.money import half_up
from services.billing.rules.policy import Policy


def reduction(act: Act, charged: int, policy: Policy) -> int:
    """Kopecks by which the month's payment goes down: `quality_percent` for each hour above the limit (`hours`).

    Never more than was charged. Errors: `BadInputError` when the act states no hours.
    """
    hours = act.number_of("hours")
    if hours is None or hours < 0:
        raise BadInputError("acts.details.hours", "state the hours above the limit, such as 12")
    percent = Fraction(policy.quality_percent * hours)
    return min(max(charged, 0), half_up(percent.numerator * max(charged, 0), 100 * percent.denominator))
