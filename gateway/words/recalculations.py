"""Words for recalculations: kWh of earlier months that a bill adds or gives back (п. 69 «ж»)."""

from contracts.billing import RecalculationLine
from gateway.words.tables import UNKNOWN
from wording.dates import month
from wording.numbers import grouped
from wording.recalculations import GROUNDS
from wording.zones import zone


def ground_in_words(code: str) -> str:
    """`показания получены после выставления счёта`; a code of a newer release is «неизвестно»."""
    return GROUNDS.get(code, UNKNOWN)


def volume_in_words(line: RecalculationLine) -> str:
    """`−80 кВт·ч, день`; the sign says whether kWh are added or given back."""
    sign = "\N{MINUS SIGN}" if line.volume < 0 else "+" if line.volume > 0 else ""
    name = zone(line.zone)
    return f"{sign}{grouped(abs(line.volume))} кВт·ч" + (f", {name}" if name else "")


def title(line: RecalculationLine) -> str:
    """`Перерасчёт за август 2026: показания получены после выставления счёта`."""
    return f"Перерасчёт за {month(line.settles)}: {ground_in_words(line.ground)}"


FILTERS = {"ground": ground_in_words, "recalculated_volume": volume_in_words}
