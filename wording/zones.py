"""Tariff zones of a meter. The codes are those of `contracts.wire.Zone`; a meter with one zone has the code `one`."""

from collections.abc import Iterable

UNKNOWN = "неизвестно"
"""For a code of a newer release: what sends codes may be updated before what words them."""
NAMES = {"day": "день", "night": "ночь", "peak": "пик", "semi": "полупик"}


def zone(code: str, single: str = "") -> str:
    """Return the zone's name; a meter without zones is called `single`, which depends on what stands around it."""
    return single if code == "one" else NAMES.get(code, UNKNOWN)


def zone_values(values: Iterable[tuple[str, int | str]]) -> str:
    """Return `день 123, ночь 45`; a meter without zones shows the number alone."""
    return ", ".join(f"{zone(code)} {value}".lstrip() for code, value in values)
