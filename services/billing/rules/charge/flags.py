"""What an accountant should look at before publication."""

from collections.abc import Sequence
from decimal import Decimal

from services.billing.rules.charge.points import Point
from services.billing.rules.charge.pricing import Counted, Priced
from services.billing.rules.charge.rate_book import RateBook
from services.billing.rules.charge.returns import kwh_in
from services.billing.rules.policy import Policy
from services.billing.rules.volumes import most_kwh


def flags_of(read: Counted, priced: Priced, points: Sequence[Point], book: RateBook) -> list[str]:
    """`negative`: kWh or money go back; `zero`: no use at all; `jump`: far more than in the usual month,
    or than a house can use."""
    charge, policy = priced.charge, book.policy
    flags = []
    if charge.amount < 0 or priced.recalculations or sum(read.volumes.values()) < 0:
        flags.append("negative")
    volume = charge.volume - kwh_in(priced.recalculations) if priced.recalculations else charge.volume
    if volume == 0:
        flags.append("zero")
    if volume > policy.jump_kwh and volume > _most(_usual(points, book), book.days * read.months, policy):
        flags.append("jump")
    return flags


def _most(usual: int | None, days: int, policy: Policy) -> Decimal | int:
    """kWh up to which nobody need look: first months have nothing usual, and no house draws more than its power."""
    most = policy.jump_daily_kwh * days if usual is None else policy.jump_factor * usual
    return min(most, most_kwh(days, policy.max_power_kw))


def reading_flags(points: Sequence[Point]) -> list[str]:
    """`implausible_reading`: a consumer's reading that can be neither over zero nor a correction was left out."""
    for point in points:
        for meter in point.meters:
            for scale in meter.scales:
                if scale.implausible:
                    return ["implausible_reading"]
    return []


def _usual(points: Sequence[Point], book: RateBook) -> int | None:
    """The mean of the months by readings of the meters that stand there, at least 1; None without any."""
    histories = [
        scale.register.history
        for point in points
        for meter in point.meters
        if meter.device.removed_on is None or meter.device.removed_on > book.last
        for scale in meter.scales
    ]
    months = histories[0] if len(histories) == 1 else [sum(month) for month in zip(*histories, strict=False)]
    return max(1, sum(months) // len(months)) if months else None
