"""Words for the price of readings before they are sent (B2)."""

from contracts.billing import Price
from contracts.readings import CheckResult
from wording.dates import month, short_day
from wording.money import money
from wording.numbers import figure, grouped
from wording.zones import zone


def base_in_words(result: CheckResult, price: Price | None = None) -> str:
    """`Прошлые: 17300 от 20.08.2026.`: what billing counts from, else the readings that the new ones are compared with;
    empty for first readings."""
    bases = {(one.serial, one.zone): one for one in price.base} if price else {}
    parts = []
    for one in result.zones:
        if one.previous_on is None:
            return ""
        base = bases.get((result.serial, one.zone))
        value, day = (base.value, base.taken_on) if base else (one.previous, one.previous_on)
        shown = f"{zone(one.zone)} {figure(value, result.decimals)}".lstrip()
        parts.append((shown, short_day(day) if day else ""))
    days = {day for _, day in parts}
    together = len(days) == 1
    words = ", ".join(shown if together or not day else f"{shown} от {day}" for shown, day in parts)
    tail = f" от {parts[0][1]}" if together and parts[0][1] else ""
    return f"Прошлые: {words}{tail}." if parts else ""


def price_in_words(price: Price) -> list[str]:
    """What the readings will cost, what estimates have charged before them, and that money may go back."""
    said = []
    if price.estimated_kwh:
        since = f" после показаний за {month(price.since)}" if price.since else ""
        said.append(f"Уже начислено расчётно {grouped(price.estimated_kwh)} кВт·ч{since}: их вычитаем.")
    if price.amount_kopecks < 0:
        said.append(f"По этим показаниям вернём примерно {money(-price.amount_kopecks)}.")
    else:
        said.append(f"По этим показаниям начислим примерно {money(price.amount_kopecks)}.")
    return said


FILTERS = {"price_in_words": price_in_words, "base_in_words": base_in_words}
