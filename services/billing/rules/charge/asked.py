"""An account as it is asked for the price of readings that nobody has sent yet (B2)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from services.billing.rules.charge.account_input import AccountInput, PeriodReading
from services.billing.rules.charge.scales import units

Shown = Mapping[tuple[str, str], int]
"""{(serial, zone): what the register shows}"""


def as_asked(account: AccountInput, values: Shown, day: date) -> AccountInput:
    """Returns the account with these readings of the day in place of its own, and with the meters of them alone.

    A smaller value than the last actual one is a counter that passed zero: whoever asks was asked about that before.
    """
    stands = {(one.serial, one.zone): one.value for one in account.registers}
    serials = {serial for serial, _ in values}
    readings = [
        PeriodReading(
            serial=serial,
            zone=zone,
            taken_on=day,
            value=value,
            source="payment",
            rolled_over=value < (stands.get((serial, zone)) or 0),
        )
        for (serial, zone), value in values.items()
    ]
    return replace(
        account,
        readings=readings,
        devices=[one for one in account.devices if one.serial in serials],
        registers=[one for one in account.registers if one.serial in serials],
        acts=(),
    )


def shown_by_volumes(account: AccountInput, volumes: Mapping[str, int]) -> dict[tuple[str, str], int]:
    """Returns what the registers of the present meter show after so many kWh by zone since the last actual readings.

    Nothing for a meter that has never been read.
    """
    for device in reversed(account.devices):
        registers = {one.zone: one for one in account.registers if one.serial == device.serial}
        if set(volumes) == set(device.zones) and set(registers) >= set(volumes):
            shown = {zone: registers[zone].value for zone in volumes}
            return {
                (device.serial, zone): (value + units(volumes[zone], device)) % 10**device.digits
                for zone, value in shown.items()
                if value is not None
            }
    return {}
