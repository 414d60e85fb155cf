"""The supplier's files and their columns (S1); each file is optional, their order here is the order of loading."""

from dataclasses import dataclass
from typing import Literal

from contracts.supply.parameters import PARAMETERS
from contracts.supply.shapes import (
    ACCOUNT,
    DAY,
    FLAG,
    KOPECKS,
    MONTH,
    PRICE,
    ZONE,
    Column,
    choice,
    decimal,
    text,
    whole,
)

Taker = Literal["billing", "readings"]
"""A service that loads files."""


@dataclass(frozen=True, slots=True)
class FileForm:
    """`name.csv`. `keys` are columns that no two lines may share; `not_before` pairs days: (later, earlier)."""

    name: str
    title: str
    columns: tuple[Column, ...]
    keys: tuple[str, ...] = ()
    not_before: tuple[tuple[str, str], ...] = ()
    takers: tuple[Taker, ...] = ("billing",)
    """The services that load it."""

    @property
    def file_name(self) -> str:
        return f"{self.name}.csv"


_ACCOUNT = Column("account_number", ACCOUNT, "лицевой счёт")
_FROM = Column("from", DAY, "действует с")
_TO = Column("to", DAY, "действует по; пусто, если без срока", optional=True)
_SERIAL = Column("serial", text(1, 40), "заводской номер счётчика")
_DEBT = whole(0, 10**12)

FORMS = (
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
    FileForm(
        "accounts",
        "Лицевые счета, жильцы и комнаты",
        (
            _ACCOUNT,
            Column("full_name", text(1, 200), "фамилия, имя, отчество"),
            Column("address", text(1, 400), "адрес"),
            Column("district", text(1, 20), "обслуживающий участок"),
            Column("rooms", whole(1, 99), "комнат"),
            Column("persons", whole(1, 99), "зарегистрировано, а если никто, то собственников"),
            Column("stove", choice("gas", "electric"), "плита"),
            Column("tariff_group", text(1, 40), "тарифная группа"),
            Column("heating", FLAG, "электроотопление", optional=True, default="0"),
            Column("managing_company", text(0, 200), "управляющая организация", optional=True, default=""),
            Column("multiplier", decimal("1", "10", 2), "повышающий коэффициент", optional=True, default="1"),
            Column("multiplier_ground", text(0, 300), "акт, который даёт основание", optional=True, default=""),
            Column("opened_on", DAY, "открыт"),
            Column("closed_on", DAY, "закрыт", optional=True),
        ),
        keys=("account_number",),
        not_before=(("closed_on", "opened_on"),),
    ),
    FileForm(
        "meters",
        "Счётчики",
        (
            _ACCOUNT,
            _SERIAL,
            Column("digits", whole(3, 9), "разрядность"),
            Column("zones", choice("one", "day+night", "peak+semi+night"), "шкалы"),
            Column("installed_on", DAY, "установлен"),
            Column("removed_on", DAY, "снят", optional=True),
            Column("verification_due", DAY, "поверка до", optional=True),
            Column("failed_on", DAY, "неисправен с", optional=True),
            Column("max_power_kw", whole(1, 9999), "разрешённая мощность, кВт; пусто: по правилам", optional=True),
            Column("smart", FLAG, "передаёт показания сам (ИСУ)", optional=True, default="0"),
        ),
        keys=("account_number", "serial"),
        not_before=(("removed_on", "installed_on"),),
        takers=("billing", "readings"),
    ),
    FileForm(
        "readings",
        "Показания",
        (
            _ACCOUNT,
            _SERIAL,
            Column("zone", ZONE, "шкала"),
            Column("value", whole(0, 999_999_999), "целые кВт·ч"),
            Column("taken_on", DAY, "снято"),
            Column("source", choice("payment", "without_payment", "control", "imported"), "способ передачи"),
        ),
        takers=("billing", "readings"),
    ),
    FileForm(
        "seasonal_blocks",
        "Сезонные перерывы",
        (
            _ACCOUNT,
            Column("from", DAY, "первый день перерыва, по заявлению после показаний и полной оплаты"),
            Column("to", DAY, "последний день; пусто, пока о конце не заявлено", optional=True),
        ),
        keys=("account_number", "from"),
        not_before=(("to", "from"),),
        takers=("billing", "readings"),
    ),
    FileForm(
        "residents",
        "Зарегистрированные по дням",
        (
            _ACCOUNT,
            Column("from", DAY, "с этого дня; до первого такого дня действует persons из accounts.csv"),
            Column("persons", whole(1, 99), "зарегистрировано, а если никто, то собственников"),
        ),
        keys=("account_number", "from"),
    ),
    FileForm(
        "absences",
        "Временное отсутствие",
        (
            _ACCOUNT,
            Column("from", DAY, "первый полный день отсутствия"),
            Column("to", DAY, "последний полный день отсутствия"),
            Column("persons", whole(0, 99), "сколько человек отсутствовало; 0 отменяет", optional=True, default="1"),
            Column("ground", text(5, 300), "заявление и документы (ПП 354, п. 91-93)"),
        ),
        keys=("account_number", "from"),
        not_before=(("to", "from"),),
    ),
    FileForm(
        "opening_balances",
        "Начальные остатки",
        (
            _ACCOUNT,
            Column("period", MONTH, "на начало какого месяца"),
            Column("kopecks", KOPECKS, "долг (+) или переплата (−) за энергию, копейки"),
        ),
        keys=("account_number",),
    ),
    FileForm(
        "charges",
        "История начислений",
        (
            _ACCOUNT,
            Column("period", MONTH, "расчётный период"),
            Column("zone", ZONE, "зона"),
            Column("tier", whole(1, 3), "диапазон"),
            Column("method", choice("metered", "average", "norm", "control", "recalculated"), "способ определения"),
            Column("volume", whole(-(10**7), 10**7), "кВт·ч"),
            Column("price_kopecks", whole(0, 10**6), "тариф, копеек за кВт·ч"),
            Column("amount_kopecks", KOPECKS, "начислено, копейки"),
        ),
    ),
    FileForm(
        "credits",
        "История зачислений",
        (
            _ACCOUNT,
            Column("paid_on", DAY, "оплачено"),
            Column("amount_kopecks", whole(1, 10**12), "сумма, копейки"),
            Column("channel", text(2, 60), "способ оплаты или банк"),
            Column("operation", text(1, 100), "номер операции, единственный в этом канале"),
        ),
    ),
    FileForm(
        "debts",
        "Пени и другие долги, кроме энергии",
        (
            _ACCOUNT,
            Column("penalty_kopecks", _DEBT, "пени"),
            Column("court_kopecks", _DEBT, "по решению суда"),
            Column("duty_kopecks", _DEBT, "госпошлина"),
            Column("restriction_kopecks", _DEBT, "затраты на ввод ограничения"),
        ),
        keys=("account_number",),
    ),
    FileForm(
        "notices",
        "Уведомления об ограничении",
        (
            _ACCOUNT,
            Column("delivered_on", DAY, "вручено"),
            Column("channel", text(2, 60), "как вручено"),
            Column("debt_kopecks", whole(1, 10**12), "долг в уведомлении, копейки"),
        ),
        keys=("account_number", "delivered_on", "channel"),
    ),
)
FORM = {form.name: form for form in FORMS}
