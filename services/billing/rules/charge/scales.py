"""The meters' scales in one period: what each showed before and what it shows now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from services.billing.rules.charge.account_input import AccountInput, Device, PeriodReading, Register
from services.billing.rules.charge.bill_shapes import BillRegister
from services.billing.rules.charge.rate_book import RateBook
from services.billing.rules.charge.received import OF_STAFF, counted
from services.billing.rules.charges import Method
from services.billing.rules.money import half_up
from services.billing.rules.volumes import between_checked, kwh_of, most_kwh

DAY = timedelta(days=1)


@dataclass(slots=True, kw_only=True)
class Scale:
    """One register of one meter in the period. `reading` is its last one; None when nothing valid was read."""

    device: Device
    register: Register
    reading: PeriodReading | None
    volume: int = 0
    barred: int = 0
    """kWh of days that are too old to be charged; no part of `volume`."""
    implausible: bool = False
    """A consumer's reading came that can be neither over zero nor a correction, so none counts."""

    @property
    def control(self) -> bool:
        """Whether an inspector took the reading."""
        return self.reading is not None and self.reading.source == "control"

    def printed(self, method: Method) -> BillRegister:
        """Returns the row of the bill's meter table.

        After estimates the previous reading is the calculated one (rule A7), beside the true one that it rests on.
        """
        register, reading = self.register, self.reading
        previous, on = register.value, register.on
        printed: BillRegister = {
            "zone": register.zone,
            "previous": previous,
            "previous_on": on.isoformat() if on else None,
            "current": reading.value if reading else None,
            "current_on": reading.taken_on.isoformat() if reading else None,
            "volume": self.volume,
            "method": method,
        }
        if register.estimated and previous is not None:
            printed["actual"], printed["actual_on"] = previous, printed["previous_on"]
            calculated = previous + units(register.estimated, self.device)
            printed["previous"], printed["previous_on"] = calculated % 10**self.device.digits, None
        return printed


def scale_of(
    account: AccountInput, device: Device, register: Register, book: RateBook, refused_on: date | None = None
) -> Scale:
    """Returns the register with what it showed in the period; of several readings the last counts (E7)."""
    readings = counted(account, device, register, book, refused_on)
    if not readings:
        return Scale(device=device, register=register, reading=None)
    last = readings[-1]
    if register.value is None:
        # The first reading of a meter is where it starts; what was estimated before it was another meter's use.
        register = Register(
            serial=register.serial,
            zone=register.zone,
            value=readings[0].value,
            on=readings[0].taken_on,
            history=register.history,
            point=register.point,
            missed=register.missed,
        )
    moved = _moved(register, last, device, book)
    if moved < 0 and last.source not in OF_STAFF and -moved > _remembered(register):
        return Scale(device=device, register=register, reading=None, implausible=True)
    barred = _barred(register, last, moved) if register.barred is not None else 0
    volume = moved - barred - register.estimated
    return Scale(device=device, register=register, reading=last, volume=volume, barred=barred)


def _barred(register: Register, last: PeriodReading, moved: int) -> int:
    """The share of the kWh since the last reading that falls on days that are too old, all its days being alike."""
    assert register.barred is not None
    if register.on is None or moved <= 0:
        return 0
    first, end = max(register.barred[0], register.on + DAY), min(register.barred[1], last.taken_on)
    return half_up(moved * max(0, (end - first).days + 1), (last.taken_on - register.on).days)


def _remembered(register: Register) -> int:
    """KWh that the register is known to have been charged for: a correction can take back no more."""
    return register.estimated + sum(kwh for kwh in register.history if kwh > 0)


def _moved(register: Register, last: PeriodReading, device: Device, book: RateBook) -> int:
    """KWh since the register's last actual reading."""
    previous = register.value
    assert previous is not None
    value = last.value
    if value < previous:
        # Readings were judged when they came: a smaller one is a corrected one unless the counter really passed zero.
        days = (last.taken_on - (register.on or device.installed_on)).days
        usual = sum(register.history) // len(register.history) if register.history else 0
        counted_units = between_checked(
            previous,
            value,
            device.digits,
            expected=units(register.estimated + max(0, usual), device),
            possible=units(most_kwh(days, book.policy.max_power_kw), device),
            marked=last.rolled_over,
        )
        value = previous + counted_units
    if device.decimals == 0 and device.ratio == 1:
        return value - previous
    return kwh_of(value, device.ratio, device.decimals) - kwh_of(previous, device.ratio, device.decimals)


def units(kwh: int, device: Device) -> int:
    """What a counter moves by while so many kWh are used."""
    if device.decimals == 0 and device.ratio == 1:
        return kwh
    numerator, denominator = Decimal(device.ratio).as_integer_ratio()
    return int(kwh * 10**device.decimals * denominator // numerator)


def in_service(devices: Sequence[Device], first: date, last: date) -> list[Device]:
    """Returns the meters that stood in the home on some day of the period, in the order of their installation."""
    return [d for d in devices if d.installed_on <= last and (d.removed_on is None or d.removed_on >= first)]
