"""Readings that a row brings beside its money. Pure: they are taken as written, and readings judges them."""

import re
from collections.abc import Iterable

from contracts.registers import GivenReading, GivenValue
from services.payments.statements.formats import fields
from services.payments.statements.formats.layout import Line
from services.payments.statements.formats.profiles import MeterColumns, Profile

LONGEST_DIGITS, LONGEST_SERIAL = 20, 40
_NOTHING_BEHIND = re.compile(r"([0-9]{1,20})[.,]0{1,6}")
"""A bank's program writes whole numbers with a comma and zeros."""


def given_readings(line: Line, profile: Profile) -> tuple[GivenReading, ...]:
    """Of each meter of which the row has anything. No fault of theirs keeps the money from being taken."""
    return _of_meters(line, profile.readings)


def given_in(parameters: Iterable[tuple[str, str]], profiles: Iterable[Profile]) -> tuple[GivenReading, ...]:
    """The same from the additional parameters of a bank's order, under the keys that the registers of some profile
    have for readings."""
    keyed = Line(0, [], {name.upper(): value for name, value in parameters})
    places = dict.fromkeys(columns for profile in profiles for columns in profile.readings)
    return _of_meters(keyed, [columns for columns in places if all(isinstance(key, str) for key in columns.values)])


def _of_meters(line: Line, meters: Iterable[MeterColumns]) -> tuple[GivenReading, ...]:
    found = (_of_meter(line, columns) for columns in meters)
    return tuple(reading for reading in found if reading is not None)


def _of_meter(line: Line, columns: MeterColumns) -> GivenReading | None:
    written = [_digits(line.get(place) or "") for place in columns.values]
    zones = columns.zones or (None,) * len(written)
    values = [GivenValue(zone=zone, digits=text) for zone, text in zip(zones, written, strict=True) if text]
    if not values:
        return None
    serial = fields.words(line.get(columns.serial) or "") if columns.serial is not None else ""
    return GivenReading(serial=serial[:LONGEST_SERIAL], values=values)


def _digits(text: str) -> str:
    shown = fields.words(text)
    whole = _NOTHING_BEHIND.fullmatch(shown)
    return (whole[1] if whole else shown)[:LONGEST_DIGITS]
