"""Kinds of lives: a meter returns or is reprogrammed, several meters count, staff or the owner change things."""

from dataclasses import replace
from datetime import date, timedelta

from tests.support.model.draw import LONG_AGO, ZONES, Draw
from tests.support.model.facts import Agreement, Correction, Meter, NewOwner, Reading, Terms, first, month_of


def several_points(draw: Draw) -> None:
    """Two meters side by side, each with gaps of its own; no history before the play."""
    draw.metered(history=0)
    zones = draw.random.choice(ZONES[:2])
    use = draw.use
    second = Meter(known=draw.start - 1, serial="T1", zones=zones, digits=5, installed=LONG_AGO, point="2")
    draw.home.meters.append(second)
    draw.use = {month: {zone: draw.random.randint(40, 260) for zone in zones} for month in draw.months()}
    begin = {zone: draw.random.randint(2_000, 40_000) for zone in zones}
    day = draw.day(draw.start - 1)
    draw.home.readings.append(Reading(known=draw.start - 1, serial="T1", day=day, values=begin))
    draw.read_on(second, begin, draw.start)
    draw.use = use
    for serial in ("S1", "T1"):
        if draw.random.random() < 0.6:
            begin_gap = draw.some_month(1, 3)
            gap = range(begin_gap, min(begin_gap + draw.random.randint(1, 5), draw.end))
            of_gap = [one for one in draw.home.readings if one.serial == serial and month_of(one.day) in gap]
            late = draw.random.random() < 0.3
            draw.home.readings = [one for one in draw.home.readings if one not in of_gap]
            if late:
                draw.late("reading")
                draw.home.readings += [replace(one, known=min(one.known + draw.later(), draw.end)) for one in of_gap]


def raised_with_a_meter(draw: Draw) -> None:
    """K for a recorded ground: months without readings have the norm x K; a reading gives back what was too much."""
    draw.metered()
    draw.home.multiplier = "1.5"
    begin = draw.some_month(1, 4)
    draw.without(*range(begin, min(begin + draw.random.randint(1, 5), draw.end)))


def changed_terms(draw: Draw, late: bool = False) -> None:
    """Another tariff group or raising factor from a month on."""
    if draw.random.random() < 0.5:
        draw.metered()
        begin = draw.some_month(1, 4)
        draw.without(*range(begin, min(begin + draw.random.randint(0, 3), draw.end)))
    month = draw.some_month(1)
    other = {"city_gas": "rural_or_electric", "rural_or_electric": "city_gas"}[draw.home.group]
    group, multiplier = draw.random.choice(((other, "1"), (draw.home.group, "1.5"), (other, "1.5")))
    known = min(month + draw.later(), draw.end) if late else month
    draw.home.terms.append(Terms(known=known, since=month, group=group, multiplier=multiplier))
    if late:
        draw.late("tariff group or factor")


def late_terms(draw: Draw) -> None:
    changed_terms(draw, late=True)


def reprogrammed(draw: Draw, late: bool = False) -> None:
    """The same meter counts in other zones from a day on."""
    draw.metered(zones=("one",))
    month = draw.some_month(2)
    day = draw.day(month, 3, 24)
    known = min(month + draw.later(), draw.end) if late else month
    zones = draw.random.choice(ZONES[1:])
    told = draw.of_month(month - 1)
    draw.home.readings = [one for one in draw.home.readings if month_of(one.day) < month]
    old = draw.home.meters[0]
    new = replace(old, known=known, zones=zones, installed=day)
    draw.home.meters += [replace(old, known=known, removed=day), new]
    ended = {"one": told.values["one"] + draw.random.randint(0, 60)}
    begin = {zone: draw.random.randint(0, 20) for zone in zones}
    draw.home.readings.append(Reading(known=known, serial="S1", day=day, values=ended))
    draw.home.readings.append(Reading(known=known, serial="S1", day=day, values=begin))
    draw.use = {month: {zone: draw.random.randint(20, 160) for zone in zones} for month in draw.months()}
    _goes_on(draw, new, begin, month + 1, known)
    if late:
        draw.late("reprogramming")


def late_reprogramming(draw: Draw) -> None:
    reprogrammed(draw, late=True)


def returned(draw: Draw, late: bool = False) -> None:
    """Taken away for repair and put back after some days or months."""
    draw.metered()
    month = draw.some_month(2, 4)
    day = draw.day(month, 3, 20)
    again = day + timedelta(draw.random.choice((1, 4, 9, 40, 75)))
    if again > first(draw.end).replace(day=20):
        again = day + timedelta(4)
    known = min(month + draw.later(), draw.end) if late else month
    back = max(known, month_of(again))
    told = draw.of_month(month - 1)
    draw.home.readings = [one for one in draw.home.readings if month_of(one.day) < month]
    old = draw.home.meters[0]
    ended = {zone: kwh + draw.random.randint(0, 60) for zone, kwh in told.values.items()}
    begin = {zone: kwh + draw.random.randint(0, 3) for zone, kwh in ended.items()}
    draw.home.readings.append(Reading(known=known, serial="S1", day=day, values=ended))
    draw.home.readings.append(Reading(known=back, serial="S1", day=again, values=begin))
    new = replace(old, known=back, installed=again)
    draw.home.meters += [replace(old, known=known, removed=day), new]
    _goes_on(draw, new, begin, month_of(again) + 1, back)
    if late:
        draw.late("return of a meter")


def late_return(draw: Draw) -> None:
    returned(draw, late=True)


def _goes_on(draw: Draw, meter: Meter, begin: dict[str, int], since: int, known: int) -> None:
    fresh = len(draw.home.readings)
    draw.read_on(meter, begin, since)
    draw.home.readings[fresh:] = [replace(one, known=max(one.known, known)) for one in draw.home.readings[fresh:]]


def withdrawn(draw: Draw) -> None:
    """A reading that is taken back, in time or when its bill is out; sometimes the home was silent around it."""
    draw.metered()
    month = draw.some_month(1, 3)
    if draw.random.random() < 0.4:
        draw.without(month + 1)
    reading = draw.of_month(month)
    known = min(month + draw.random.randint(0, 3), draw.end)
    if known > month:
        draw.late("withdrawal")
    draw.home.readings.append(replace(reading, known=known, withdrawn=True))


def corrected_by_staff(draw: Draw) -> None:
    """Roubles, or kWh of a month beside what was charged for it, which later settlements leave alone."""
    draw.metered(zones=("one",))
    late_month = draw.some_month(1, 4)
    late = draw.random.random() < 0.5
    if late:
        # A replay of its month lets averages follow a correction's kWh, so only roubles are corrected beside it.
        reading = draw.of_month(late_month)
        draw.change(reading, known=min(late_month + 2, draw.end))
        draw.late("reading")
    for _ in range(draw.random.randint(1, 3)):
        known = draw.some_month(2, 0)
        if late or draw.random.random() < 0.5:
            kopecks = draw.random.choice((-1, 1)) * draw.random.randint(100, 90_000)
            draw.home.corrections.append(Correction(known=known, kopecks=kopecks))
        else:
            kwh = draw.random.randint(1, 40)
            month = known - draw.random.randint(1, 2)
            draw.home.corrections.append(
                Correction(known=known, kopecks=kwh * draw.random.randint(500, 900), kwh=kwh, zone="one", month=month)
            )
    draw.late("correction by staff")


def new_owner(draw: Draw, late: bool = False) -> None:
    """The account passes to another person on a day; his debts begin with that month."""
    draw.metered()
    month = draw.some_month(2, 3)
    known = min(month + draw.later(), draw.end) if late else month
    draw.home.owners.append(NewOwner(known=known, day=draw.day(month, 1, 28)))
    if late:
        draw.late("change of owner")


def late_owner(draw: Draw) -> None:
    new_owner(draw, late=True)


def agreed(draw: Draw) -> None:
    """A debtor pays in instalments, or stops paying them."""
    draw.metered(zones=("one",), low=200, high=400)
    known = draw.some_month(7, 5)
    day = first(known + 1)
    terms = [date(day.year + (day.month + n) // 12, (day.month + n) % 12 + 1, 20) for n in range(1, 4)]
    debt = draw.random.randint(40_000, 100_000)
    draw.pays_since = known
    draw.home.agreements.append(
        Agreement(known=known, agreed_on=day, parts=tuple((term, debt) for term in terms[: draw.random.randint(1, 3)]))
    )
