"""How many kWh a meter counted (ПП РФ 354, п. 42, 59, 61; rules A2, A7, A10)."""

from collections.abc import Iterable

from services.billing.rules.money import half_up


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


def between_checked(previous: int, current: int, digits: int) -> int:
    """kWh between two readings that were checked on receipt, where a smaller one can also be a correction.

    The checks let a counter pass zero only within half of its scale (E4); whatever else is smaller, a control reading
    below the consumer's or a reading after a withdrawn one, is a credit (п. 61).
    """
    volume = consumed(previous, current, digits)
    return volume if 2 * volume <= 10**digits or current >= previous else current - previous


def replaced(meters: Iterable[tuple[int, int, int]]) -> int:
    """kWh of a month in which the meter was replaced: the sum over (previous, current, digits) of each meter (B30)."""
    return sum(consumed(previous, current, digits) for previous, current, digits in meters)


def day_share(kwh: int, days: int, of_days: int) -> int:
    """The part of a month's kWh that falls on `days` of its `of_days`, half up to whole kWh (B31, B32)."""
    return half_up(kwh * days, of_days)
