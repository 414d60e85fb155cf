"""From the digits that a person typed to whole kWh (E1, E2), and the zones that have to be there (E3)."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from contracts.wire import Zone
from services.readings.rules import phrases
from services.readings.rules.findings import Finding, error

_DIGITS = frozenset("0123456789")
_WITH_DECIMALS = re.compile(r"([0-9]{1,9})[.,][0-9]{1,3}")
_COMMAS = (",", ".")


def parse(
    typed: Iterable[tuple[Zone, str]], zones: Sequence[Zone], digits: int, decimals: int = 0
) -> tuple[dict[Zone, int], list[Finding]]:
    """(zone, digits as typed) -> kWh by zone in the meter's order, and what is wrong. Short input is padded on the
    left by zeros, which changes nothing; every zone of the meter must be there once. Of a meter whose last `decimals`
    digits stand behind the comma the reading is a whole number of its last digit: 57,8 is 578.
    """
    given = [(zone, _whole(text, decimals)) for zone, text in typed if text]
    findings = wrong_zones([zone for zone, _ in given], zones)
    findings += [found for zone, text in given if (found := _wrong(zone, text, digits))]
    if findings:
        return {}, findings
    values = dict(given)
    return {zone: int(values[zone]) for zone in zones}, []


def _whole(text: str, decimals: int) -> str:
    """The digits without the comma, filled up behind it; text that a meter cannot show stays as it is."""
    if not decimals:
        return text
    for comma in _COMMAS:
        before, found, behind = text.partition(comma)
        if found and behind and len(behind) <= decimals:
            return before + behind.ljust(decimals, "0")
    return text + "0" * decimals if _DIGITS.issuperset(text) else text


def wrong_zones(given: Iterable[Zone], zones: Sequence[Zone]) -> list[Finding]:
    """E3: a zone of the meter that is missing, and one that it does not have or that came twice."""
    counted = Counter(iter(given))  # of the keys, also of a mapping
    findings: list[Finding] = []
    if missing := [zone for zone in zones if not counted[zone]]:
        findings.append(error("E3", f"Заполните показания: {phrases.quoted_zones(missing)}", missing[0]))
    if strange := [zone for zone, times in counted.items() if zone not in zones or times > 1]:
        text = f"У счётчика нет такой шкалы или она заполнена дважды: {phrases.quoted_zones(strange)}"
        findings.append(error("E3", text, strange[0]))
    return findings


def too_long(zone: Zone, digits: int) -> Finding:
    """E2: more digits than the meter has."""
    remedy = f"Показание не соответствует разрядности счётчика: не больше {digits} цифр, без цифр после запятой"
    return error("E2", remedy + phrases.in_zone(zone), zone)


def _wrong(zone: Zone, text: str, digits: int) -> Finding | None:
    if decimals := _WITH_DECIMALS.fullmatch(text):
        remedy = f"Введены некорректные символы: цифры после запятой не нужны, укажите {decimals[1]}"
        return error("E1", remedy + phrases.in_zone(zone), zone)
    if not _DIGITS.issuperset(text):
        remedy = "Введены некорректные символы: нужны только цифры от 0 до 9, без пробелов, запятой и знаков"
        return error("E1", remedy + phrases.in_zone(zone), zone)
    return too_long(zone, digits) if len(text) > digits else None
