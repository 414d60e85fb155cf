"""Interruptions above the limit and bad voltage (ПП РФ 354, п. 98 and Appendix 1)."""

from fractions import Fraction

from services.billing.rules.acts.act import Act
from services.billing.rules.errors import BadInputError
from services.billing.rules.money import half_up
from services.billing.rules.policy import Policy


def reduction(act: Act, charged: int, policy: Policy) -> int:
    """Kopecks by which the month's payment goes down: `quality_percent` for each of the `hours` above the limit.

    An act may state the `percent` of the payment instead of hours. Never more than was charged. Errors:
    `BadInputError` when it states neither.
    """
    hours, percent = act.number_of("hours"), act.number_of("percent")
    if hours is not None:
        percent = policy.quality_percent * hours
    if percent is None or percent < 0:
        raise BadInputError("acts.details.hours", "state the hours above the limit, such as 12, or the percent")
    share = Fraction(percent)
    payment = max(charged, 0)
    return min(payment, half_up(share.numerator * payment, 100 * share.denominator))
