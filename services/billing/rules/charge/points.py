"""The points of an account where meters stand, each with the meters that followed one another there in the period."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from services.billing.rules.acts import refusal
from services.billing.rules.acts.refusal import Refusal
from services.billing.rules.charge.account_input import AccountInput, Device, Register
from services.billing.rules.charge.rate_book import RateBook
from services.billing.rules.charge.scales import Scale, in_service, scale_of
from services.billing.rules.charges import Method
from services.billing.rules.money import half_up


@dataclass(slots=True)
class Metering:
    """One meter in the period. `read`: each of its registers was; else none of its readings counts."""

    device: Device
    scales: list[Scale]
    read: bool
    method: Method | None = None
    """How its row is printed, where that is not how the month's readings are."""


@dataclass(slots=True)
class Point:
    """The meters of one point in the order of their installation.

    `before` are the registers of the meter that stood there until it was taken away in an earlier month.
    """

    name: str
    missed: int
    """Months in a row without readings before this one."""
    meters: list[Metering]
    before: Sequence[Register] = ()
    refused: Refusal | None = None
    """Access to its meter is refused (п. 59 «в»)."""

    def missed_at(self, meter: Metering | None, first: date) -> int:
        """Months in a row before the period's first day in which this meter was not read; a new one has none."""
        return self.missed if meter is not None and meter.device.installed_on < first else 0

    def histories(self, meter: Metering | None) -> dict[str, list[int]]:
        """Months by readings, by zone, of a meter; without one of the meter before the period."""
        registers = [scale.register for scale in meter.scales] if meter else self.before
        return {register.zone: register.history for register in registers}


def points_of(account: AccountInput, book: RateBook) -> list[Point]:
    """Returns the points that have a meter in the period, or had one before it."""
    points: list[Point] = []
    known: list[Register] = []
    for device in in_service(account.devices, book.first, book.last):
        point = _place(points, device) if points else None
        if point is None:
            point = Point(device.point, account.missed, [])
            points.append(point)
        registers = []
        for zone in device.zones:
            register = _known(account.registers, device, zone, book)
            if register is None:
                register = _unread(device, zone, point, account.registers)
            else:
                known.append(register)
                if register.missed is not None:
                    point.missed = register.missed
            registers.append(register)
        if account.acts:
            point.refused = _refused(account, device, registers, book)
        point.meters.append(_metering(account, device, registers, book, point.refused))
    if len(known) != len(account.registers):
        _leave_behind(points, account, known)
    return points


def _place(points: Sequence[Point], device: Device) -> Point | None:
    """The point at which the device follows another one; two that stand there at once count side by side."""
    for point in points:
        if point.name == device.point and point.meters[-1].device.removed_on is not None:
            return point
    return None


def _known(registers: Sequence[Register], device: Device, zone: str, book: RateBook) -> Register | None:
    """The device's register of the zone; one that was read before its installation is of an earlier life of it."""
    for register in registers:
        if register.serial == device.serial and register.zone == zone:
            installed = device.installed_on
            if register.on is not None and installed >= book.first and register.on < installed:
                return None
            return register
    return None


def _refused(account: AccountInput, device: Device, registers: Sequence[Register], book: RateBook) -> Refusal | None:
    read = [register.on for register in registers if register.on is not None]
    checked = max(device.installed_on, min(read, default=device.installed_on))
    return refusal.standing(account.acts, checked, book.period, book.first, book.last)


def _metering(
    account: AccountInput, device: Device, registers: Sequence[Register], book: RateBook, refused: Refusal | None
) -> Metering:
    if not account.readings:
        return Metering(device, [Scale(device=device, register=one, reading=None) for one in registers], read=False)
    since = refused.since if refused else None
    scales = []
    for register in registers:
        scale = scale_of(account, device, register, book, since)
        if scale.reading is None:
            # A meter counts whole: what some of its registers showed waits for the others.
            unread = [
                Scale(device=device, register=one, reading=None, implausible=scale.implausible) for one in registers
            ]
            return Metering(device, unread, read=False)
        scales.append(scale)
    return Metering(device, scales, read=True)


def _unread(device: Device, zone: str, point: Point, registers: Sequence[Register]) -> Register:
    """A new meter goes on with the history of the meter before it at its point."""
    if point.meters:
        before = [scale.register for scale in point.meters[-1].scales]
    else:
        before = _last_of([one for one in registers if one.point == device.point])
    history = of_zone(zone, device.zones, {one.zone: one.history for one in before})
    return Register(serial=device.serial, zone=zone, value=None, on=None, history=history, point=device.point)


def _last_of(registers: Sequence[Register]) -> list[Register]:
    """Of registers of meters that followed one another, those of the last one."""
    last = max(registers, key=lambda one: (one.on or date.min, one.serial), default=None)
    return [] if last is None else [one for one in registers if one.serial == last.serial]


def _leave_behind(points: list[Point], account: AccountInput, known: Sequence[Register]) -> None:
    """Give each point the registers of the meter that was taken away there before the period."""
    left: dict[str, list[Register]] = {}
    for register in account.registers:
        if not any(register is one for one in known):
            left.setdefault(register.point, []).append(register)
    for name, registers in left.items():
        point = next((one for one in points if one.name == name), None)
        if point is None:
            point = Point(name, account.missed, [])
            points.append(point)
        point.before = _last_of(registers)


def of_zone(zone: str, zones: Sequence[str], histories: Mapping[str, Sequence[int]]) -> list[int]:
    """Months of use of one zone of a meter with these `zones`, from those of the meter before it.

    Where the zones are others, what was used together is shared evenly (rule A10).
    """
    if zone in histories and set(histories) == set(zones):
        return list(histories[zone])
    months = [sum(month) for month in zip(*(reversed(one) for one in histories.values()), strict=False)][::-1]
    return [share(kwh, zone, zones) for kwh in months]


def share(kwh: int, zone: str, zones: Sequence[str]) -> int:
    """An even share of kWh that were counted in other zones; the last zone takes the remainder."""
    part = half_up(kwh, len(zones))
    return part if zone != zones[-1] else kwh - part * (len(zones) - 1)
