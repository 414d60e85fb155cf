"""Words for «Расчеты» and «Хронология», from the codes and numbers that billing sends."""

from contracts.billing import Settlement, TimelineEntry
from wording.dates import month
from wording.prices import zone_prices

ENTRIES = {"correction": "Перерасчёт", "credit": "Оплата", "refund": "Возврат"}


def tariff(row: Settlement) -> str:
    """Return the period's prices, `7,48` or `день 8,45; ночь 5,98`.

    A billing service of the last release sends no prices; its own words are shown then.
    """
    return zone_prices((one.zone, one.prices_kopecks) for one in row.prices) or row.tariff


def entry_title(entry: TimelineEntry) -> str:
    """Return what happened: `Начислено за октябрь 2026`, `Оплата: Личный кабинет`.

    A kind that this release does not know, and an entry of a billing service of the last release, has billing's words.
    """
    if entry.kind == "opening":
        return "Остаток на начало расчётов"
    if entry.kind == "charge" and entry.period:
        return f"Начислено за {month(entry.period)}"
    if entry.kind in ENTRIES and entry.detail:
        return f"{ENTRIES[entry.kind]}: {entry.detail}"
    return entry.title


FILTERS = {"tariff": tariff}
