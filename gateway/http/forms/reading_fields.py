"""The fields in which readings are typed, by tariff zone, and what staff typed into them as whole kWh."""

import re

from chassis.errors import Refusal
from contracts.readings import CheckResult
from contracts.wire import ZoneValue
from gateway.http.forms.form import Form
from gateway.words.zones import ORDER
from wording.numbers import counted

READINGS = {zone: f"reading_{zone}" for zone in ORDER}
FURTHER = tuple(f"_{place}" for place in range(2, 6))
"""What ends the names of the fields of further meters of an account, in their order."""


def meter_field(place: int) -> str:
    """The hidden field that says whose readings a further meter's fields hold."""
    return f"meter{FURTHER[place]}"


def all_fields() -> tuple[str, ...]:
    """The names of the fields of all meters that a form can have."""
    names = [name + suffix for suffix in ("", *FURTHER) for name in READINGS.values()]
    return (*names, *(meter_field(place) for place in range(len(FURTHER))))


_WITH_DECIMALS = re.compile(r"([0-9]{1,9})[.,]([0-9]{1,3})")
_WHOLE = re.compile(r"[0-9]{1,9}")


def paid_values(checked: CheckResult) -> list[ZoneValue]:
    """Checked readings as a payment keeps them: with the comma of their meter, which payments does not know."""
    return [ZoneValue(zone=zone.zone, value=zone.current, decimals=checked.decimals) for zone in checked.zones]


def typed_values(form: Form, suffix: str = "", decimals: int = 0) -> list[ZoneValue]:
    """Return the registers that were filled in, as whole numbers of the meter's last digit: kWh, if it has no
    `decimals`; else «57,8» and «57» of a meter with one are 578 and 570.

    Nothing is left out of what was typed: «57,8», «57 8» and a letter О are refused at their field, because what is
    joined over them is another number. `suffix` follows the names of the fields.
    """
    values = []
    for zone, name in READINGS.items():
        text = form[name + suffix].strip()
        if text:
            values.append(ZoneValue(zone=zone, value=_whole(text, name + suffix, decimals)))
    return values


def _whole(text: str, field: str, decimals: int) -> int:
    if found := _WITH_DECIMALS.fullmatch(text):
        whole, parts = found[1], found[2]
        if not decimals:
            raise Refusal("invalid_field", f"Цифры после запятой не нужны: укажите {whole}.", field)
        if len(parts) > decimals:
            words = counted(decimals, "знак", "знака", "знаков")
            raise Refusal("invalid_field", f"После запятой у счётчика {words}.", field)
        return int(whole + parts.ljust(decimals, "0"))
    if not _WHOLE.fullmatch(text):
        raise Refusal("invalid_field", "Нужны только цифры от 0 до 9, без пробелов, букв и знаков.", field)
    return int(text + "0" * decimals)
