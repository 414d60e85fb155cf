"""Words for the tariff zones of a meter and for what goes with them."""

from collections.abc import Iterable

from contracts.wire import Zone, ZoneValue
from gateway.words.tables import Wording

ORDER: tuple[Zone, ...] = ("one", "day", "night", "peak", "semi")
TITLES: Wording[Zone] = Wording(
    {
        "one": "показания",
        "day": "день",
        "night": "ночь",
        "peak": "пик",
        "semi": "полупик",
    }
)


def rank(zone: Zone) -> int:
    """Where the zone stands among the others; one that this release does not know comes last."""
    return ORDER.index(zone) if zone in ORDER else len(ORDER)


def field_label(zone: Zone) -> str:
    """The label of the reading's field, as in the manual (M4.1.6)."""
    base = "Текущие показания счетчика"
    return base if zone == "one" else f"{base} ({TITLES[zone]})"


def in_words(values: Iterable[ZoneValue] | None) -> str:
    """`день 1234, ночь 567`; a one-zone meter shows the number alone."""
    parts = [f"{v.value}" if v.zone == "one" else f"{TITLES[v.zone]} {v.value}" for v in values or ()]
    return ", ".join(parts) or "—"


FILTERS = {"field_label": field_label, "zone_title": TITLES.__getitem__, "zone_values": in_words}
