"""Words for the price of readings before they are sent (B2)."""

from contracts.billing import Price
from contracts.readings import CheckResult
from wording.dates import month, short_day
from wording.money import money
from wording.numbers import grouped
from wording.zones import zone


def base_in_words(result: CheckResult) -> str:
    """`Считаем от 17300 (20.08.2026).`: the readings that the new ones are compared with; empty for first readings."""
    parts = []
    for one in result.zones:
        if one.previous_on is None:
            return ""
        name = zone(one.zone)
        parts.append(f"{name} {one.previous}".lstrip())
    day = result.zones[0].previous_on if result.zones else None
    return f"Считаем от {', '.join(parts)} ({short_day(day)})." if day else ""


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
