"""The meters' scales in one period: what each showed before and what it shows now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.billing.rules.charge.model import Device, Register, Taken
from services.billing.rules.volumes import between_checked


@dataclass(slots=True)
class Scale:
    """One scale of one meter. `current` is None when nothing valid was read in the period."""

    device: Device
    register: Register
    current: int | None
    current_on: date | None
    control: bool
    volume: int = 0

    def shown(self, method: str) -> dict[str, Any]:
        """The row of the bill's meter table. After estimates the previous reading is the calculated one (rule A7)."""
        register = self.register
        previous, on = register.value, register.on
        if register.estimated and previous is not None:
            previous, on = (previous + register.estimated) % 10**self.device.digits, None
        return {
            "zone": register.zone,
            "previous": previous,
            "previous_on": on.isoformat() if on else None,
            "current": self.current,
            "current_on": self.current_on.isoformat() if self.current_on else None,
            "volume": self.volume,
            "method": method,
        }


def in_service(devices: Sequence[Device], first: date, last: date) -> list[Device]:
    """The meters that stood in the home on some day of the period, in the order of their installation."""
    return [d for d in devices if d.installed_on <= last and (d.removed_on is None or d.removed_on >= first)]


def read(devices: Sequence[Device], registers: Sequence[Register], taken: Sequence[Taken]) -> list[Scale]:
    """Join meters with their registers and the period's readings; of several readings the last counts (E7)."""
    known = {(register.serial, register.zone): register for register in registers}
    scales = []
    for device in devices:
        for zone in device.zones:
            readings = [
                one
                for one in taken
                if one.serial == device.serial
                and one.zone == zone
                and (device.failed_on is None or one.on <= device.failed_on)
            ]
            register = known.get((device.serial, zone)) or _unread(device, zone, registers)
            scales.append(_scale(device, register, readings))
    return scales


def _unread(device: Device, zone: str, registers: Sequence[Register]) -> Register:
    """A new meter goes on with the history of the same zone of the meter before it."""
    history = next((old.history for old in registers if old.zone == zone), [])
    return Register(device.serial, zone, None, None, 0, list(history))


def _scale(device: Device, register: Register, readings: list[Taken]) -> Scale:
    if not readings:
        return Scale(device, register, None, None, False)
    if register.value is None:
        # The first reading of a meter is where it starts; what was estimated before it was another meter's use.
        first = readings[0]
        register = Register(register.serial, register.zone, first.value, first.on, 0, register.history)
    last = readings[-1]
    assert register.value is not None
    # Readings were judged when they came: a smaller one is a corrected one unless the counter really passed zero.
    volume = between_checked(register.value, last.value, device.digits) - register.estimated
    return Scale(device, register, last.value, last.on, last.source == "control", volume)
