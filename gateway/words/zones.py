"""What pages say of a meter's tariff zones; their names are in `wording.zones`."""

from collections.abc import Iterable

from contracts.registers import GivenReading
from contracts.wire import Zone, ZoneValue
from wording import zones
from wording.numbers import figure

ORDER: tuple[Zone, ...] = ("one", "day", "night", "peak", "semi")


def rank(zone: Zone) -> int:
    """Where the zone stands among the others; one that this release does not know comes last."""
    return ORDER.index(zone) if zone in ORDER else len(ORDER)


def title(zone: str) -> str:
    """The heading of a zone's column."""
    return zones.zone(zone, single="показания")


def volume_title(zone: str) -> str:
    """What stands before the kWh used in a zone."""
    return zones.zone(zone, single="расход")


def field_label(zone: str) -> str:
    """The label of the reading's field, as in the manual (M4.1.6)."""
    base = "Текущие показания счетчика"
    return base if zone == "one" else f"{base} ({zones.zone(zone)})"


HOURS = {
    "day": "день — с 7 до 23 часов (на счётчике Т1)",
    "night": "ночь — с 23 до 7 часов (Т2)",
    "peak": "пик — с 7 до 10 и с 17 до 21 часа (Т1)",
    "semi": "полупик — с 10 до 17 и с 21 до 23 часов (Т3)",
}
"""The zones' hours in the order of ФАС for households, and where meters usually show them."""


def explained(zone: str) -> str:
    """What a zone is, for somebody before the meter; a zone that this release does not know is only named."""
    return HOURS.get(zone, zones.zone(zone))


def in_words(values: Iterable[ZoneValue] | None, decimals: int = 0) -> str:
    """`день 1234, ночь 567`; a one-zone meter shows the number alone; with a comma before the decimals that the values
    or, for all of them, the meter has."""
    return zones.zone_values((one.zone, figure(one.value, one.decimals or decimals)) for one in values or ()) or "—"


def given_digits(readings: Iterable[GivenReading]) -> str:
    """What a payer gave through a bank, as written: `11150`, or `день 100, ночь 50`."""
    values = [value for reading in readings for value in reading.values]
    return ", ".join(f"{zones.zone(value.zone) if value.zone else ''} {value.digits}".lstrip() for value in values)


FILTERS = {
    "given_digits": given_digits,
    "field_label": field_label,
    "volume_title": volume_title,
    "zone_explained": explained,
    "zone_title": title,
    "zone_values": in_words,
}
