"""«Перерасчёты»: each line with its ground in full and, where kWh stand behind it, month, volume and price."""

from collections.abc import Sequence

from contracts.bill import Recalculation
from services.billing.printer import form_words
from services.billing.printer.fitting import NARROW, REGULAR, lines
from services.billing.printer.leaves import View
from wording.money import amount, signed_amount
from wording.numbers import grouped


def recalculations(parts: Sequence[Recalculation]) -> View | None:
    """The table; `detailed` says whether it has columns of kWh. None when there is nothing to print."""
    if not parts:
        return None
    detailed = any(part.volume is not None or part.settles for part in parts)
    return {"detailed": detailed, "rows": [_detailed(part) if detailed else _plain(part) for part in parts]}


def _plain(part: Recalculation) -> View:
    return {"ground": lines(part.ground, REGULAR, 8.5, 142, most=4), "sum": signed_amount(part.amount_kopecks)}


def _detailed(part: Recalculation) -> View:
    month = part.settles or part.month
    zone = form_words.zone(part.zone) if part.zone and part.zone != "one" else ""
    return {
        "ground": lines(f"{part.ground}, {zone}" if zone else part.ground, NARROW, 8.5, 92, most=8),
        "month": f"{month[5:]}.{month[:4]}" if month else form_words.NOTHING,
        "volume": form_words.NOTHING if part.volume is None else _signed(part.volume),
        "price": form_words.NOTHING if part.price_kopecks is None else amount(part.price_kopecks),
        "sum": signed_amount(part.amount_kopecks),
    }


def _signed(volume: int) -> str:
    return f"−{grouped(-volume)}" if volume < 0 else grouped(volume)
