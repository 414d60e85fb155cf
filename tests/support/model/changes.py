"""Kinds of lives in which an account or its meter begins, ends, stops or changes."""

from dataclasses import replace
from datetime import timedelta

from tests.support.model.draw import ZONES, Draw
from tests.support.model.facts import Block, Meter, Reading, first, last, month_of


def opened(draw: Draw, late: bool = False) -> None:
    """A new account with a new meter, opened on any day of a month."""
    month = draw.some_month(1, 4)
    day = draw.day(month, 2, 24)
    known = min(month + draw.later(), draw.end) if late else month
    draw.home.contracts = [replace(draw.home.contracts[0], known=known, opened=day)]
    if late:
        draw.late("account")
    if draw.random.random() < 0.4:
        return
    zones = draw.random.choice(ZONES[:2])
    meter = Meter(known=known, serial="N1", zones=zones, digits=5, installed=day)
    draw.home.meters.append(meter)
    draw.use = {month: {zone: draw.random.randint(40, 200) for zone in zones} for month in draw.months()}
    begin = {zone: draw.random.randint(0, 9) for zone in zones}
    draw.home.readings.append(Reading(known=known, serial="N1", day=day, values=begin))
    draw.read_on(meter, begin, month + 1)
    draw.home.readings = [replace(one, known=max(one.known, known)) for one in draw.home.readings]


def late_account(draw: Draw) -> None:
    opened(draw, late=True)


def closed(draw: Draw, late: bool = False) -> None:
    """Closed on a day on which the meter is read for the last time; in half of the lives after the 25th."""
    draw.metered()
    month = draw.some_month(2)
    day = draw.day(month, 5, 28)
    known = min(month + draw.later(), draw.end) if late else month
    final = draw.of_month(month)
    draw.home.readings = [one for one in draw.home.readings if month_of(one.day) < month]
    draw.home.readings.append(replace(final, day=day, known=known))
    draw.home.contracts.append(replace(draw.home.contracts[0], known=known, closed=day))
    if late:
        draw.late("closing")


def late_closing(draw: Draw) -> None:
    closed(draw, late=True)


def seasonal(draw: Draw, late: bool = False) -> None:
    """A break of whole months or of days; nobody reads in it."""
    draw.metered(zones=("one",))
    month = draw.some_month(1, 4)
    since = first(month) if draw.random.random() < 0.5 else draw.day(month, 20, 28)
    until = last(month + draw.random.randint(1, 3))
    if draw.random.random() < 0.4:
        until -= timedelta(draw.random.randint(1, 9))
    draw.without(*(one for one in range(month, month_of(until) + 1)))
    known = month
    if late:
        known = min(month + draw.later(), draw.end)
        draw.late("seasonal block")
    draw.home.blocks.append(Block(known=known, since=since, until=until))


def late_seasonal(draw: Draw) -> None:
    seasonal(draw, late=True)


def replacement(draw: Draw, late: bool = False, between: int = 0) -> None:
    """Another meter on the same day or some days later, with the last reading of the one and the first of the other."""
    draw.metered()
    month = draw.some_month(2)
    day = draw.day(month, 3, 24 - between) if between else draw.day(month, 3, 28)
    known = min(month + draw.later(), draw.end) if late else month
    old, told = draw.home.meters[0], draw.of_month(month - 1)
    later = [one for one in draw.home.readings if month_of(one.day) >= month]
    draw.home.readings = [one for one in draw.home.readings if one not in later]
    ended = {zone: told.values[zone] + draw.random.randint(0, 60) for zone in old.zones}
    draw.home.meters.append(replace(old, known=known, removed=day))
    new = replace(old, known=known, serial="S2", installed=day + timedelta(between))
    draw.home.meters.append(new)
    begin = {zone: draw.random.randint(0, 20) for zone in old.zones}
    draw.home.readings.append(Reading(known=known, serial="S1", day=day, values=ended))
    draw.home.readings.append(Reading(known=known, serial="S2", day=new.installed, values=begin))
    shown = draw.random.random() < 0.6 and day.day < 20
    fresh = len(draw.home.readings)
    draw.read_on(new, begin, month + (0 if shown else 1))
    draw.home.readings[fresh:] = [
        replace(one, known=max(one.known, known), day=max(one.day, new.installed + timedelta(1)))
        for one in draw.home.readings[fresh:]
    ]
    if late:
        draw.late("replacement")


def late_replacement(draw: Draw) -> None:
    replacement(draw, late=True)


def days_between_meters(draw: Draw) -> None:
    replacement(draw, between=draw.random.randint(1, 12))


def removed(draw: Draw, late: bool = False) -> None:
    """Taken away for good, with its last reading."""
    draw.metered(zones=("one",))
    month = draw.some_month(2)
    day = draw.day(month, 3, 28)
    known = min(month + draw.later(), draw.end) if late else month
    final = draw.of_month(month)
    draw.home.readings = [one for one in draw.home.readings if month_of(one.day) < month]
    draw.home.readings.append(replace(final, day=day, known=known))
    draw.home.meters.append(replace(draw.home.meters[0], known=known, removed=day))
    if late:
        draw.late("removal")


def late_removal(draw: Draw) -> None:
    removed(draw, late=True)


def failed(draw: Draw, read: bool = True) -> None:
    """Out of order until the end, or replaced after some days or months."""
    draw.metered(zones=("one",))
    month = draw.some_month(2)
    day = draw.day(month, 4, 22)
    final = draw.of_month(month)
    draw.home.readings = [one for one in draw.home.readings if month_of(one.day) < month]
    if read:
        draw.home.readings.append(replace(final, day=day))
    old = draw.home.meters[0]
    draw.home.meters.append(replace(old, known=month, failed=day))
    if draw.random.random() < 0.6:
        other = min(month + draw.random.randint(0, 3), draw.end)
        installed = day + timedelta(2) if other == month else draw.day(other, 2, 24)
        new = Meter(known=other, serial="S2", zones=old.zones, digits=5, installed=installed)
        draw.home.meters.append(replace(old, known=other, failed=day, removed=installed))
        draw.home.meters.append(new)
        begin = {"one": draw.random.randint(0, 9)}
        draw.home.readings.append(Reading(known=other, serial="S2", day=installed, values=begin))
        draw.read_on(new, begin, other + 1)


def failed_unread(draw: Draw) -> None:
    failed(draw, read=False)


def first_meter(draw: Draw) -> None:
    """A home charged by the norm gets its first meter."""
    month = draw.some_month(1)
    day = draw.day(month, 2, 28)
    meter = Meter(known=month, serial="N1", zones=("one",), digits=5, installed=day)
    draw.home.meters.append(meter)
    draw.use = {month: {"one": draw.random.randint(40, 200)} for month in draw.months()}
    begin = {"one": draw.random.randint(0, 9)}
    draw.home.readings.append(Reading(known=month, serial="N1", day=day, values=begin))
    draw.read_on(meter, begin, month + 1)
