"""How many kWh a meter counted (ПП РФ 354, п. 42, 59, 61; rules A2, A7, A10)."""

from collections.abc import Iterable
from decimal import Decimal

from services.billing.rules.money import half_up

HOURS = 24


def consumed(previous: int, current: int, digits: int) -> int:
    """kWh between two readings of one register; a smaller current one means that the counter passed zero once.

    Both are actual readings: a reading below a *calculated* one is a credit, see `since_estimates`.
    """
    if current >= previous:
        return current - previous
    return current + int(10**digits) - previous


def since_estimates(previous: int, current: int, digits: int, estimated: int) -> int:
    """kWh still to be charged when `estimated` kWh were billed since the actual reading `previous`.

    Negative when the estimates were too high: that is a credit, never a rollover (rule A7).
    """
    return consumed(previous, current, digits) - estimated


def between_checked(
    previous: int, current: int, digits: int, *, expected: int = 0, possible: int | None = None, marked: bool = False
) -> int:
    """What a register counted between two readings that were checked on receipt, in units of its last digit.

    A smaller reading is one over zero, or a correction: a control reading below the consumer's, a reading after a
    withdrawn one (п. 61). It is over zero where whoever took it says so (`marked`); else where that much is `possible`
    and is nearer to the `expected` use than the correction would be: with nothing expected, within half of the scale.
    """
    scale = int(10**digits)
    if current >= previous:
        return current - previous
    over_zero = current + scale - previous
    if marked or (2 * (over_zero - expected) <= scale and (possible is None or over_zero <= possible)):
        return over_zero
    return current - previous


def most_kwh(days: int, max_power_kw: int) -> int:
    """kWh that a household can draw at most in so many days, round the clock; a part of a day counts as a day."""
    return max_power_kw * HOURS * max(1, days)


def kwh_of(units: int, ratio: Decimal | int, decimals: int) -> int:
    """Whole kWh on a counter that shows `units` of its last digit, times the ratio of its transformers.

    The difference of two such numbers is a volume; what is less than a kWh counts with the next reading.
    """
    numerator, denominator = Decimal(ratio).as_integer_ratio()
    return int(units * numerator // (denominator * 10**decimals))


def replaced(meters: Iterable[tuple[int, int, int]]) -> int:
    """kWh of a month in which the meter was replaced: the sum over (previous, current, digits) of each meter (B30)."""
    return sum(consumed(previous, current, digits) for previous, current, digits in meters)


def day_share(kwh: int, days: int, of_days: int) -> int:
    """The part of a month's kWh that falls on `days` of its `of_days`, half up to whole kWh (B31, B32)."""
    return half_up(kwh * days, of_days)
