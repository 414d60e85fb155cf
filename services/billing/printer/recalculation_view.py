"""«Перерасчёты»: each line with its ground in full and, where kWh stand behind it, month, volume and price."""

from collections.abc import Iterator, Sequence

from contracts.bill import Recalculation
from services.billing.printer import form_words
from services.billing.printer.fitting import NARROW, REGULAR, lines
from services.billing.printer.leaves import View
from wording.money import amount, signed_amount
from wording.numbers import grouped
from wording.recalculations import RAISING


def recalculations(parts: Sequence[Recalculation]) -> View | None:
    """The table; `detailed` says whether it has columns of kWh. None when there is nothing to print."""
    if not parts:
        return None
    detailed = any(part.volume is not None or part.settles for part in parts)
    if not detailed:
        return {"detailed": False, "rows": [_plain(part) for part in parts]}
    return {"detailed": True, "rows": [row for part in parts for row in _detailed(part)]}


def _plain(part: Recalculation) -> View:
    return {"ground": lines(part.ground, REGULAR, 8.5, 142, most=4), "sum": signed_amount(part.amount_kopecks)}


def _detailed(part: Recalculation) -> Iterator[View]:
    """The kWh of the line at their price, and the excess of a raising factor apart from them (п. 69 «г»)."""
    if part.amount_kopecks != part.excess_kopecks or not part.excess_kopecks:
        # A reduction for bad quality (п. 98) is a sum: it has neither kWh nor a price.
        volume = _signed(part.volume or 0) if part.price_kopecks else form_words.NOTHING
        price = amount(part.price_kopecks) if part.price_kopecks else form_words.NOTHING
        yield _row(part, part.ground, volume, price, part.amount_kopecks - part.excess_kopecks)
    if part.excess_kopecks:
        ground = f"{part.ground}; {RAISING}"
        yield _row(part, ground, form_words.NOTHING, form_words.NOTHING, part.excess_kopecks)


def _row(part: Recalculation, ground: str, volume: str, price: str, kopecks: int) -> View:
    month = part.settles or part.month
    zone = form_words.zone(part.zone) if part.zone and part.zone != "one" else ""
    return {
        "ground": lines(f"{ground}, {zone}" if zone else ground, NARROW, 8.5, 92, most=8),
        "month": f"{month[5:]}.{month[:4]}" if month else form_words.NOTHING,
        "volume": volume,
        "price": price,
        "sum": signed_amount(kopecks),
    }


def _signed(volume: int) -> str:
    return f"−{grouped(-volume)}" if volume < 0 else grouped(volume)
