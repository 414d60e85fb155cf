"""An account as it is asked for the price of readings that nobody has sent yet (B2)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from services.billing.rules.charge.account_input import AccountInput, PeriodReading
from services.billing.rules.charge.scales import units


class Shown(NamedTuple):
    """What a register shows."""

    serial: str
    zone: str
    value: int
    passed_zero: bool = False
    """The counter went through zero since the last actual reading."""


def as_asked(account: AccountInput, values: Sequence[Shown], day: date) -> AccountInput:
    """Returns the account with these readings of the day in place of its own, and with the meters of them alone."""
    serials = {one.serial for one in values}
    readings = [
        PeriodReading(
            serial=one.serial,
            zone=one.zone,
            taken_on=day,
            value=one.value,
            source="payment",
            rolled_over=one.passed_zero,
        )
        for one in values
    ]
    return replace(
        account,
        readings=readings,
        devices=[one for one in account.devices if one.serial in serials],
        registers=[one for one in account.registers if one.serial in serials],
        acts=(),
    )


def shown_by_volumes(account: AccountInput, volumes: Mapping[str, int]) -> list[Shown]:
    """Returns what the registers of the present meter show after so many kWh by zone since the last actual readings.

    Nothing for a meter that has never been read.
    """
    for device in reversed(account.devices):
        registers = {one.zone: one for one in account.registers if one.serial == device.serial}
        if set(volumes) == set(device.zones) and set(registers) >= set(volumes):
            scale = int(10**device.digits)
            shown = [
                (zone, registers[zone].value + units(volumes[zone], device))  # type: ignore[operator]
                for zone in volumes
                if registers[zone].value is not None
            ]
            return [Shown(device.serial, zone, value % scale, value >= scale) for zone, value in shown]
    return []
