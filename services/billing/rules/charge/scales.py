"""The meters' scales in one period: what each showed before and what it shows now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.billing.rules.charge.account_input import AccountInput, Device, PeriodReading, Register
from services.billing.rules.charge.bill_shapes import BillRegister
from services.billing.rules.charges import Method
from services.billing.rules.volumes import between_checked


@dataclass(slots=True, kw_only=True)
class Scale:
    """One register of one meter in the period. `reading` is its last one; None when nothing valid was read."""

    device: Device
    register: Register
    reading: PeriodReading | None
    volume: int = 0

    @property
    def control(self) -> bool:
        """Whether an inspector took the reading."""
        return self.reading is not None and self.reading.source == "control"

    def printed(self, method: Method) -> BillRegister:
        """Returns the row of the bill's meter table.

        After estimates the previous reading is the calculated one (rule A7).
        """
        register, reading = self.register, self.reading
        previous, on = register.value, register.on
        if register.estimated and previous is not None:
            previous, on = (previous + register.estimated) % 10**self.device.digits, None
        return {
            "zone": register.zone,
            "previous": previous,
            "previous_on": on.isoformat() if on else None,
            "current": reading.value if reading else None,
            "current_on": reading.taken_on.isoformat() if reading else None,
            "volume": self.volume,
            "method": method,
        }


def in_service(devices: Sequence[Device], first: date, last: date) -> list[Device]:
    """Returns the meters that stood in the home on some day of the period, in the order of their installation."""
    return [d for d in devices if d.installed_on <= last and (d.removed_on is None or d.removed_on >= first)]


def scales_of(account: AccountInput, devices: Sequence[Device]) -> list[Scale]:
    """Returns the meters' registers with the period's readings; of several readings the last counts (E7).

    Readings of a meter after its failure do not count (п. 59 «а»).
    """
    known = {(register.serial, register.zone): register for register in account.registers}
    scales = []
    for device in devices:
        for zone in device.zones:
            readings = [
                one
                for one in account.readings
                if one.serial == device.serial
                and one.zone == zone
                and (device.failed_on is None or one.taken_on <= device.failed_on)
            ]
            register = known.get((device.serial, zone)) or _unread(device, zone, account.registers)
            scales.append(_scale(device, register, readings))
    return scales


def _unread(device: Device, zone: str, registers: Sequence[Register]) -> Register:
    """A new meter goes on with the history of the same zone of the meter before it."""
    history = next((old.history for old in registers if old.zone == zone), [])
    return Register(serial=device.serial, zone=zone, value=None, on=None, history=list(history))


def _scale(device: Device, register: Register, readings: list[PeriodReading]) -> Scale:
    if not readings:
        return Scale(device=device, register=register, reading=None)
    first, last = readings[0], readings[-1]
    if register.value is None:
        # The first reading of a meter is where it starts; what was estimated before it was another meter's use.
        register = Register(
            serial=register.serial,
            zone=register.zone,
            value=first.value,
            on=first.taken_on,
            history=register.history,
        )
    assert register.value is not None
    # Readings were judged when they came: a smaller one is a corrected one unless the counter really passed zero.
    volume = between_checked(register.value, last.value, device.digits) - register.estimated
    return Scale(device=device, register=register, reading=last, volume=volume)
