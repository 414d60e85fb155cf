"""The supplier's files of offices and of dated rates: tariffs, tiers, norms, parameters."""

from contracts.supply.file_form import FileForm
from contracts.supply.parameters import PARAMETERS
from contracts.supply.shapes import (
    PRICE,
    ZONE,
    Column,
    choice,
    day,
    decimal,
    text,
    whole,
)

_FROM = Column("from", day("rate"), "действует с")
_TO = Column("to", day("rate_end"), "действует по; пусто, если без срока", optional=True)

RATE_FORMS = (
    FileForm(
        "offices",
        "Обслуживающие участки",
        (
            Column("district", text(1, 20), "три первые цифры лицевых счетов участка"),
            Column("name", text(1, 200), "название"),
            Column("address", text(1, 300), "адрес"),
            Column("phones", text(1, 200), "телефоны"),
        ),
        keys=("district",),
    ),
    FileForm(
        "tariffs",
        "Тарифы",
        (
            Column("set", text(1, 60), "название решения о тарифах"),
            _FROM,
            _TO,
            Column("group", text(1, 40), "тарифная группа"),
            Column("zone", ZONE, "зона"),
            Column("tier1", PRICE, "₽/кВт·ч с НДС, первый диапазон"),
            Column("tier2", PRICE, "второй диапазон", optional=True),
            Column("tier3", PRICE, "третий диапазон", optional=True),
            Column("source", text(0, 500), "документ", optional=True, default=""),
        ),
        keys=("group", "zone", "from"),
        not_before=(("to", "from"),),
    ),
    FileForm(
        "tiers",
        "Границы диапазонов",
        (
            _FROM,
            _TO,
            Column("group", text(1, 40), "тарифная группа"),
            Column("limit1", whole(1, 10**6), "верхняя граница первого диапазона, кВт·ч в месяц"),
            Column("limit2", whole(1, 10**6), "верхняя граница второго диапазона"),
        ),
        keys=("group", "from"),
        not_before=(("to", "from"),),
    ),
    FileForm(
        "norms",
        "Нормативы",
        (
            _FROM,
            Column("stove", choice("gas", "electric"), "плита"),
            Column("rooms", whole(1, 99), "комнат"),
            Column("persons", whole(1, 99), "человек"),
            Column("kwh", decimal("0.01", "9999", 2), "кВт·ч на человека в месяц"),
        ),
        keys=("from", "stove", "rooms", "persons"),
    ),
    FileForm(
        "policy",
        "Числа правил",
        (
            Column("name", choice(*PARAMETERS), "имя числа"),
            _FROM,
            Column("value", decimal("0", "100000000", 4), "значение"),
        ),
        keys=("name", "from"),
        takers=("billing", "readings"),
    ),
)
