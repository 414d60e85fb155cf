"""Kinds of lives about readings, persons and absence: what a home uses and how billing learns of it."""

from dataclasses import replace
from datetime import timedelta

from tests.support.model.draw import Draw
from tests.support.model.facts import Absence, Reading, Residents, first, month_of


def regular(draw: Draw) -> None:
    draw.metered()


def gap(draw: Draw) -> None:
    """No readings for one to seven months, then one."""
    draw.metered()
    begin = draw.some_month(1, 3)
    draw.without(*range(begin, min(begin + draw.random.randint(1, 7), draw.end)))


def gap_of_an_empty_home(draw: Draw) -> None:
    """Estimates far above the use: the reading gives kWh back."""
    draw.metered(zones=("one",))
    begin = draw.some_month(1, 4)
    months = range(begin, min(begin + draw.random.randint(1, 5), draw.end))
    for month in months:
        draw.use[month] = {"one": draw.random.randint(0, 5)}
    _again(draw)
    draw.without(*months)


def _again(draw: Draw) -> None:
    """Readings anew, after the use has changed."""
    begin = draw.home.readings[0]
    draw.home.readings = [begin]
    draw.read_on(draw.home.meters[0], begin.values, draw.start)


def late_reading(draw: Draw) -> None:
    draw.metered()
    for _ in range(draw.random.randint(1, 3)):
        reading = draw.of_month(draw.some_month())
        draw.change(reading, known=max(reading.known, min(month_of(reading.day) + draw.later(), draw.end)))
    draw.late("reading")


def late_after_a_gap(draw: Draw) -> None:
    """Estimated months of which one reading in their middle comes later."""
    draw.metered()
    begin = draw.some_month(1, 5)
    length = draw.random.randint(2, 4)
    middle = begin + draw.random.randint(0, length - 1)
    draw.without(*(month for month in range(begin, begin + length) if month != middle))
    if middle <= draw.end:
        draw.change(draw.of_month(middle), known=min(middle + draw.random.randint(1, 4), draw.end))
    draw.late("reading")


def after_the_cutoff(draw: Draw) -> None:
    """Read after the 25th: the next month's, together with that month's own or alone."""
    draw.metered()
    month = draw.some_month()
    reading = draw.of_month(month)
    draw.change(reading, day=first(month).replace(day=draw.random.randint(26, 28)), known=month)
    if draw.random.random() < 0.5:
        draw.without(month + 1)


def control_below(draw: Draw) -> None:
    """An inspector finds less than the customer had told; later readings go on from there."""
    draw.metered(zones=("one",))
    month = draw.some_month(2)
    told = draw.of_month(month - 1)
    low = {zone: value - draw.random.randint(1, 40) for zone, value in told.values.items()}
    begin = Reading(known=month, serial="S1", day=draw.day(month, 10), values=low, source="control")
    draw.home.readings = [one for one in draw.home.readings if month_of(one.day) < month] + [begin]
    draw.read_on(draw.home.meters[0], low, month + 1)


def late_control(draw: Draw) -> None:
    """An inspector's reading by file, after the month was estimated."""
    draw.metered()
    month = draw.some_month(1, 3)
    reading = draw.of_month(month)
    draw.change(reading, source="control", known=min(month + draw.later(), draw.end))
    draw.late("control")


def corrected_reading(draw: Draw) -> None:
    """The same reading again with another value, when its bill is out."""
    draw.metered()
    month = draw.some_month(1, 3)
    reading = draw.of_month(month)
    lower = {zone: value - draw.random.randint(1, 30) for zone, value in reading.values.items()}
    draw.home.readings.append(replace(reading, values=lower, known=min(month + draw.later(), draw.end)))
    draw.late("correction")


def heated(draw: Draw) -> None:
    """Into the upper tiers, with a gap in half of the lives, sometimes with more than 15 kW round the clock (E5)."""
    draw.metered(zones=("one",), low=2_500, high=9_000)
    draw.home.heating = draw.random.random() < 0.5
    if draw.random.random() < 0.5:
        begin = draw.some_month(1, 3)
        draw.without(*range(begin, begin + draw.random.randint(1, 2)))


def rollover(draw: Draw) -> None:
    draw.metered(zones=("one",))
    begin = draw.home.readings[0]
    draw.home.readings = [replace(begin, values={"one": 100_000 - draw.random.randint(100, 900)})]
    draw.read_on(draw.home.meters[0], draw.home.readings[0].values, draw.start)


def no_meter(draw: Draw) -> None:
    _unmetered(draw)


def _unmetered(draw: Draw) -> None:
    draw.home.history = []


def multiplied(draw: Draw) -> None:
    _unmetered(draw)
    draw.home.multiplier = "1.5"


def residents(draw: Draw) -> None:
    _unmetered(draw)
    month = draw.some_month()
    draw.home.residents.append(Residents(known=month, since=draw.day(month, 1, 28), persons=draw.random.randint(1, 5)))


def late_residents(draw: Draw) -> None:
    """Of a home without a meter, or of one whose month was charged by the norm."""
    if draw.random.random() < 0.5:
        _unmetered(draw)
    else:
        draw.metered()
        begin = draw.some_month(1, 5)
        draw.without(*range(begin, min(begin + 5, draw.end)))
    month = draw.some_month()
    draw.home.residents.append(
        Residents(
            known=min(month + draw.later(), draw.end), since=draw.day(month, 1, 28), persons=draw.random.randint(1, 5)
        )
    )
    draw.late("residents")


def absence(draw: Draw, late: bool = False) -> None:
    _unmetered(draw)
    month = draw.some_month()
    since = draw.day(month, 1, 28)
    until = since + timedelta(draw.random.randint(2, 45))
    known = month_of(until)
    if late:
        known = min(known + draw.later(), draw.end)
        draw.late("absence")
    draw.home.absences.append(Absence(known=known, since=since, until=until, persons=draw.random.randint(1, 3)))


def late_absence(draw: Draw) -> None:
    absence(draw, late=True)
