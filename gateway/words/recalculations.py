"""Words for recalculations: kWh of earlier months that a bill adds or gives back (п. 69 «ж»)."""

from contracts.bill import Recalculation
from contracts.billing import RecalculationLine
from gateway.words.tables import UNKNOWN
from wording.numbers import grouped
from wording.recalculations import short
from wording.zones import zone


def ground_in_words(code: str, source: str = "") -> str:
    """`показания получены после выставления счёта`, of an act with its number; a code of a newer release is unknown."""
    return short(code, source) or UNKNOWN


def volume_in_words(line: RecalculationLine | Recalculation) -> str:
    """`−80 кВт·ч, день`; the sign says whether kWh are added or given back."""
    volume, name = line.volume or 0, zone(line.zone) if line.zone else ""
    sign = "\N{MINUS SIGN}" if volume < 0 else "+" if volume > 0 else ""
    return f"{sign}{grouped(abs(volume))} кВт·ч" + (f", {name}" if name else "")


FILTERS = {"ground": ground_in_words, "recalculated_volume": volume_in_words}
