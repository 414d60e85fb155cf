"""kWh of the days that no reading covers: the average of past months, else the household's norm (rules A6, A8, A10).

A point whose meter failed or was taken away has the average until another one stands there (п. 59 «г»), without a
limit of months; a meter that nobody read has it for `avg_max_periods` of them (п. 59 «б», «в»). Where the history is
too short, and for days before a first meter, the norm counts: once for the household, however many points need it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from services.billing.rules import averages
from services.billing.rules.acts import refusal
from services.billing.rules.acts.refusal import Refusal
from services.billing.rules.charge.account_input import Home
from services.billing.rules.charge.days import By, Days, Stretch, number, runs
from services.billing.rules.charge.norm_month import norm_kwh
from services.billing.rules.charge.points import Metering, Point
from services.billing.rules.charge.rate_book import RateBook
from services.billing.rules.charge.scales import Scale
from services.billing.rules.money import half_up
from services.billing.rules.volumes import day_share


@dataclass(slots=True)
class Estimates:
    """What the days without readings add up to. The volumes of `silent` meters are offset by their next readings."""

    average: dict[str, int] = field(default_factory=dict)
    """kWh by zone."""
    norms: list[tuple[int, Decimal]] = field(default_factory=list)
    """(kWh, raising factor)."""
    by_norm: set[tuple[int, By]] = field(default_factory=set)
    """Places of points, and kinds of their days, that the norm counts for."""
    refused: Refusal | None = None
    """Access, so that the norm has the raising factor of п. 60(3)."""


NOTHING = Estimates()
"""Of a period that readings cover."""


@dataclass(slots=True)
class _NormDays:
    """Days by the norm, by the kind of the stretch, and the scales over which a silent month is spread."""

    days: dict[By, list[Days]] = field(default_factory=dict)
    silent: list[Scale] = field(default_factory=list)
    refused: Refusal | None = None
    """Access, so that the raising factor holds."""


def estimated(home: Home, points: Sequence[Point], by_point: Sequence[Sequence[Stretch]], book: RateBook) -> Estimates:
    """Returns the estimates of the period, and puts the volume of each meter on its scales."""
    for stretches in by_point:
        if len(stretches) != 1 or stretches[0].by != "readings":
            break
    else:
        return NOTHING
    found, by_norm = Estimates(), None
    for place, point in enumerate(points):
        for by, meter, days in _without_readings(by_point[place]):
            usual = None if by == "none" else _usual(home, point, by, meter, book)
            if usual is None:
                found.by_norm.add((place, by))
                by_norm = by_norm or _NormDays()
                _put_down(point, by, meter, days, by_norm, book)
            else:
                _share(usual, number(days), meter, book, found)
    if by_norm is not None:
        _apply_norm(home, points, by_point, book, found, by_norm)
    return found


def _without_readings(stretches: Sequence[Stretch]) -> list[tuple[By, Metering | None, list[Days]]]:
    """The days that one meter is to answer for, together, so that they are rounded once."""
    found: list[tuple[By, Metering | None, list[Days]]] = []
    if len(stretches) == 1:
        first, last, by, meter = stretches[0]
        return [] if by == "readings" else [(by, meter, [(first, last)])]
    for first, last, by, meter in stretches:
        if by == "readings":
            continue
        for known_by, known, days in found:
            if known_by == by and known is meter:
                days.append((first, last))
                break
        else:
            found.append((by, meter, [(first, last)]))
    return found


def _put_down(
    point: Point, by: By, meter: Metering | None, days: list[Days], by_norm: _NormDays, book: RateBook
) -> None:
    """Note days that the norm counts for."""
    by_norm.days.setdefault(by, []).extend(days)
    if meter is not None:
        meter.method = "norm"
        if by == "silent":
            by_norm.silent += meter.scales
            if point.refused is not None and refusal.raised(point.refused, book.policy):
                by_norm.refused = point.refused


def _share(usual: dict[str, int], days: int, meter: Metering | None, book: RateBook, found: Estimates) -> None:
    """Count the average of so many days, on the scales of the meter that it stands for."""
    shares = usual
    if days != book.days:
        shares = {zone: day_share(kwh, days, book.days) for zone, kwh in usual.items()}
    for zone, kwh in shares.items():
        found.average[zone] = found.average.get(zone, 0) + kwh
    if meter is not None:
        meter.method = "average"
        for scale in meter.scales:
            scale.volume += shares[scale.register.zone]


def _usual(home: Home, point: Point, by: By, meter: Metering | None, book: RateBook) -> dict[str, int] | None:
    """A whole month's kWh by zone; None where the norm counts."""
    if by == "dark":
        return averages.estimate(point.histories(meter), 1, book.policy)
    if home.multiplier != 1 or (point.refused is not None and refusal.raised(point.refused, book.policy)):
        return None
    months = point.missed_at(meter, book.first) + 1
    return averages.estimate(point.histories(meter), months, book.policy)


def _apply_norm(
    home: Home,
    points: Sequence[Point],
    by_point: Sequence[Sequence[Stretch]],
    book: RateBook,
    found: Estimates,
    by_norm: _NormDays,
) -> None:
    """Charge the norm once for each day, and spread that of silent meters over their scales."""
    silent, dark, none = (by_norm.days.get(by, []) for by in ("silent", "dark", "none"))
    if len(points) > 1:
        silent, dark, none = _once(silent, dark, none, _covered(by_point))
    kwh = norm_kwh(home, book, silent, with_absences=False) if silent else 0
    for scale, part in zip(by_norm.silent, _spread(kwh, by_norm.silent), strict=True):
        scale.volume += part
    other = norm_kwh(home, book, dark, with_absences=False) if dark else 0
    other += norm_kwh(home, book, none, with_absences=True) if none else 0
    found.refused = by_norm.refused
    factor = max(home.multiplier, book.policy.refusal_factor) if by_norm.refused else home.multiplier
    if factor == home.multiplier:
        kwh, other = kwh + other, 0
        silent = silent or dark or none
    if silent:
        found.norms.append((kwh, factor))
    if other:
        found.norms.append((other, home.multiplier))


def _covered(by_point: Iterable[Iterable[Stretch]]) -> set[int]:
    """Days on which some point has, or had, a meter."""
    return {
        day
        for stretches in by_point
        for first, last, by, _ in stretches
        if by != "none"
        for day in range(first, last + 1)
    }


def _once(
    silent: list[Days], dark: list[Days], none: list[Days], covered: set[int]
) -> tuple[list[Days], list[Days], list[Days]]:
    """Each day once; a point without a meter yet adds nothing where another point has one."""
    of_silent, of_dark, of_none = (
        {day for first, last in days for day in range(first, last + 1)} for days in (silent, dark, none)
    )
    return runs(of_silent), runs(of_dark - of_silent), runs(of_none - covered)


def _spread(kwh: int, scales: Sequence[Scale]) -> list[int]:
    """The norm's kWh over the scales as they were used before; evenly when nothing is known."""
    if len(scales) < 2:
        return [kwh] * len(scales)
    weights = [max(0, sum(scale.register.history)) for scale in scales]
    if not any(weights):
        weights = [1] * len(scales)
    shares = [half_up(kwh * weight, sum(weights)) for weight in weights[:-1]]
    return [*shares, kwh - sum(shares)]
