"""Words for the causes of «Почему счёт изменился» (B6), from the codes and numbers that billing sends."""

from collections.abc import Sequence

from contracts.billing import BillChange, ChangePart
from wording.dates import month
from wording.methods import METHODS
from wording.numbers import grouped

TITLES = {
    "estimates": "Показания после месяцев, рассчитанных без них",
    "absence": "Временное отсутствие жильцов",
    "norm": "Изменился норматив потребления",
    "zones": "Изменилось распределение по зонам суток",
    "tariff": "Изменился тариф",
    "multiplier": "Повышающий коэффициент",
    "correction": "Корректировки с отдельным основанием",
}


def cause_in_words(part: ChangePart, change: BillChange) -> str:
    """Return what changed, with its numbers: `Изменился расход: было 200 кВт·ч, стало 210 кВт·ч`.

    A code that this release does not know, and a billing service of the last release, have billing's own words.
    """
    if part.code == "recalculation" and part.months:
        return f"Перерасчёты за {months_in_words(part.months)}"
    if part.code == "method" and change.previous_method in METHODS and change.current_method in METHODS:
        before, after = METHODS[change.previous_method], METHODS[change.current_method]
        return f"Изменился способ расчёта: было {before}, стало {after}"
    if part.before is not None and part.after is not None:
        return _counted(part.code, part.before, part.after, change) or part.title
    return TITLES.get(part.code, part.title)


def _counted(code: str, before: int, after: int, change: BillChange) -> str:
    if code == "days":
        what = "Дней в расчёте" if change.current_method in ("average", "norm") else "Дней между показаниями"
        return f"{what}: было {before}, стало {after}"
    if code == "persons":
        return f"Зарегистрировано человек: было {before}, стало {after}"
    if code == "volume":
        return f"Изменился расход: было {grouped(before)} кВт·ч, стало {grouped(after)} кВт·ч"
    return ""


def months_in_words(periods: Sequence[str]) -> str:
    """Return `июль 2026, август 2026`; of many months the first and the last."""
    listed = sorted(periods)
    if len(listed) > 3:
        return f"{month(listed[0])} — {month(listed[-1])}"
    return ", ".join(month(period) for period in listed)
