"""The fields in which readings are typed, by tariff zone, and what staff typed into them as whole kWh."""

import re

from chassis.errors import Refusal
from contracts.wire import ZoneValue
from gateway.http.forms.form import Form
from gateway.words.zones import ORDER

READINGS = {zone: f"reading_{zone}" for zone in ORDER}
_WITH_DECIMALS = re.compile(r"([0-9]{1,9})[.,][0-9]{1,3}")
_WHOLE = re.compile(r"[0-9]{1,9}")


def typed_values(form: Form, suffix: str = "") -> list[ZoneValue]:
    """Return the registers that were filled in, as whole kWh.

    Nothing is left out of what was typed: «57,8», «57 8» and a letter О are refused at their field, because what is
    joined over them is another number. `suffix` follows the names of the fields.
    """
    values = []
    for zone, name in READINGS.items():
        text = form[name + suffix].strip()
        if text:
            values.append(ZoneValue(zone=zone, value=_whole(text, name + suffix)))
    return values


def _whole(text: str, field: str) -> int:
    if decimals := _WITH_DECIMALS.fullmatch(text):
        raise Refusal("invalid_field", f"Цифры после запятой не нужны: укажите {decimals[1]}.", field)
    if not _WHOLE.fullmatch(text):
        raise Refusal("invalid_field", "Нужны только цифры от 0 до 9, без пробелов, букв и знаков.", field)
    return int(text)
