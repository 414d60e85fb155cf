"""Where the registers of an account stand after a period: the next one starts from them."""

from collections.abc import Sequence
from dataclasses import replace

from services.billing.rules.charge.account_input import HISTORY, Home, Register
from services.billing.rules.charge.days import Stretch
from services.billing.rules.charge.points import Metering, Point, share
from services.billing.rules.charge.rate_book import RateBook
from services.billing.rules.charge.scales import Scale
from services.billing.rules.money import half_up
from services.billing.rules.periods import first_day, months_back


def left_behind(
    home: Home, points: Sequence[Point], by_point: Sequence[Sequence[Stretch]], book: RateBook
) -> tuple[list[Register], int]:
    """Returns the registers, and the months in a row without readings of the point that has most of them."""
    if len(points) == 1:
        return _of_point(home, points[0], by_point[0], book)
    found: list[tuple[list[Register], int]] = [
        _of_point(home, point, stretches, book) for point, stretches in zip(points, by_point, strict=True)
    ]
    most = max(missed for _, missed in found)
    registers = [
        register if missed == most else replace(register, missed=missed)
        for registers, missed in found
        for register in registers
    ]
    return registers, most


def _of_point(home: Home, point: Point, stretches: Sequence[Stretch], book: RateBook) -> tuple[list[Register], int]:
    if not point.meters:
        return [_shared(register) for register in point.before], point.missed
    last = point.meters[-1]
    if stretches and stretches[-1].by == "silent":
        return [_after_estimate(scale) for scale in last.scales], point.missed_at(last, book.first) + 1
    read = [meter for meter in point.meters if meter.read]
    if not read:
        return [_shared(scale.register) for scale in last.scales], point.missed
    months = max(point.missed_at(meter, book.first) for meter in read) + 1
    if _whole(home, read, months, stretches, book):
        return [_read(scale, _with_month(scale, point, last, months)) for scale in last.scales], 0
    return [_read(scale, scale.register.history) for scale in last.scales], 0


def _whole(home: Home, read: Sequence[Metering], months: int, stretches: Sequence[Stretch], book: RateBook) -> bool:
    """Whether the readings cover each day of their months: others would pull the average down."""
    days = 0
    for first, last, by, _ in stretches:
        if by != "readings":
            return False
        days += last - first + 1
    if days != book.days:
        return False
    for meter in read:
        for scale in meter.scales:
            if scale.register.barred is not None:
                return False
    if months == 1:
        return True
    begin = first_day(months_back(book.period, months - 1))
    if home.opened_on > begin or read[0].device.installed_on > begin:
        return False
    return not any(since <= book.last and (until is None or until >= begin) for since, until in home.blocks)


def _with_month(scale: Scale, point: Point, last: Metering, months: int) -> list[int]:
    """The history with what was read; what a reading shows for months that had been estimated counts for each.

    What another meter of the month counted in zones that this one lacks is shared evenly.
    """
    if len(point.meters) == 1:
        kwh = scale.volume + scale.register.estimated
        return [*scale.register.history, *[half_up(kwh, months)] * min(months, HISTORY)][-HISTORY:]
    zone, zones = scale.register.zone, last.device.zones
    kwh = other = 0
    for meter in point.meters:
        for one in meter.scales:
            if one.register.zone == zone:
                kwh += one.volume + one.register.estimated
            elif one.register.zone not in zones:
                other += one.volume + one.register.estimated
    if other:
        kwh += share(other, zone, zones)
    return [*scale.register.history, *[half_up(kwh, months)] * min(months, HISTORY)][-HISTORY:]


def _after_estimate(scale: Scale) -> Register:
    old = scale.register
    return Register(
        serial=old.serial,
        zone=old.zone,
        value=old.value,
        on=old.on,
        estimated=old.estimated + scale.volume,
        history=old.history,
        point=scale.device.point,
        barred=old.barred,
    )


def _read(scale: Scale, history: list[int]) -> Register:
    """The register at the period's reading; as it was when there is none."""
    old, reading = scale.register, scale.reading
    if reading is None:
        return _shared(old)
    return Register(
        serial=old.serial,
        zone=old.zone,
        value=reading.value,
        on=reading.taken_on,
        history=history,
        point=scale.device.point,
    )


def _shared(register: Register) -> Register:
    """The register as one whose months without readings are those of the account."""
    return register if register.missed is None else replace(register, missed=None)
