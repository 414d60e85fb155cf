"""What billing tells about tariffs and norms: the editions of a supplier before, on and after a day."""

from datetime import date, timedelta
from typing import Any

from contracts import billing
from tests.support.scripted.people import NOW

LOADED = billing.Loaded(package_id="p1", sender="accountant, бухгалтер", at=NOW - timedelta(days=140))
CITY, RURAL = "городское население, газовая плита", "сельское население или электроплита (электроотопление)"
SOURCE = "Приказ министерства конкурентной политики Калужской области от 12.12.2025 № 345-РК"


def edition(year: int, month: int, until: date | None, standing: billing.Standing) -> dict[str, Any]:
    known = LOADED if standing != "past" else None
    return {"since": date(year, month, 1), "until": until, "standing": standing, "loaded": known}


def tariff(zone: Any, prices: list[int], group: str = "city_gas", **more: Any) -> billing.TariffEdition:
    title = CITY if group == "city_gas" else RURAL
    given = edition(2026, 7, None, "in_force") | more
    return billing.TariffEdition(
        group=group, group_title=title, zone=zone, prices_kopecks=prices, name="2026H2", source=SOURCE, **given
    )


def number(name: str, title: str, value: str, shipped: bool = True) -> billing.ParameterEdition:
    given = edition(2026, 1, None, "in_force") | ({"loaded": None} if shipped else {})
    return billing.ParameterEdition(name=name, title=title, value=value, shipped=shipped, **given)


def rates(request: billing.RatesQuery) -> billing.Rates:
    norm = [
        billing.NormRow(stove=stove, rooms=rooms, persons=persons, kwh=f"{70 + 10 * rooms - 9 * persons:.2f}")
        for stove in ("gas", "electric")
        for rooms in (1, 2)
        for persons in (1, 2, 3, 4, 5)
    ]
    limits = {"group": "city_gas", "group_title": CITY, "limit1": 3_900, "limit2": 6_000}
    return billing.Rates(
        tariffs=[
            tariff("one", [748, 823, 1310]),
            tariff("day", [845, 930, 1480]),
            tariff("night", [598, 658, 1047]),
            tariff("one", [524, 576, 917], group="rural_or_electric"),
            tariff("one", [810, 900], **edition(2027, 1, None, "coming")),
            tariff("one", [654, 719, 1145], **edition(2026, 1, date(2026, 6, 30), "past")),
        ],
        tiers=[billing.TierEdition(**limits, **edition(2024, 1, None, "in_force"))],
        norms=[billing.NormEdition(rows=norm, **edition(2024, 1, None, "in_force"))],
        parameters=[
            number("due_day", "день следующего месяца, по который счёт оплачивают", "15", shipped=False),
            number("penalty_rate", "ключевая ставка, %", "16.5"),
            number("penalty_rate_cap", "наибольшая ставка для пени, %", ""),
        ],
    )


NONE = billing.Rates(tariffs=[], tiers=[], norms=[], parameters=[])
