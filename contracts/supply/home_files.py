"""The supplier's files of accounts: homes, meters, readings, who lives there, acts."""

from contracts.supply.file_form import FileForm, UnfoldedColumn
from contracts.supply.shapes import (
    ACCOUNT_NUMBER,
    BY_ZONE,
    DETAILS,
    FLAG,
    LAST_BY_ZONE,
    MONTH,
    UNREAD,
    ZONE,
    Column,
    choice,
    day,
    decimal,
    text,
    whole,
)

_SERIAL = Column("serial", text(1, 40), "заводской номер счётчика")
ACCOUNT_ACTS = ("access_refused", "tampering", "quality", "owner_change", "closing")
"""Kinds of acts about an account."""
METER_ACTS = ("replacement", "reprogramming", "removal", "installation", "failure", "sealing")
"""Kinds of acts about a meter, whose dates and readings are in meters.csv."""


def _act_reading(file: str, column: str, day: str, where: str = "true") -> UnfoldedColumn:
    given = {
        "account_number": "s.account_number",
        "serial": "s.serial",
        "taken_on": day,
        "source": "'act'",
        "withdrawn": "'0'",
    }
    return UnfoldedColumn(file, column, "readings", "zone", "value", "one", given, where)


ACT_READINGS = (
    _act_reading("meters", "first_reading", "s.installed_on"),
    _act_reading(
        "meters",
        "last_reading",
        "least(s.failed_on, s.removed_on)",
        f"s.last_reading <> '{UNREAD}' and coalesce(s.failed_on, s.removed_on) is not null",
    ),
)
"""Readings that belong to an act: of its day, and for the month of its day."""

HOME_FORMS = (
    FileForm(
        "accounts",
        "Лицевые счета, жильцы и комнаты",
        (
            ACCOUNT_NUMBER,
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
            Column("opened_on", day("state"), "открыт"),
            Column("closed_on", day("state"), "закрыт", optional=True),
            Column(
                "effective_from",
                day("period"),
                "с какого месяца изменились группа, плита, комнаты, жильцы, "
                "отопление или коэффициент; пусто: с открытого",
                optional=True,
            ),
            Column("unified_account", text(0, 30), "единый лицевой счёт (ЕЛС) ГИС ЖКХ", optional=True, default=""),
            Column("document_id", text(0, 30), "идентификатор платёжного документа ГИС ЖКХ", optional=True, default=""),
            Column("paper", FLAG, "квитанция нужна на бумаге", optional=True, default="0"),
        ),
        keys=("account_number",),
        not_before=(("closed_on", "opened_on"),),
    ),
    FileForm(
        "meters",
        "Счётчики",
        (
            ACCOUNT_NUMBER,
            _SERIAL,
            Column("digits", whole(3, 9), "разрядность"),
            Column("zones", choice("one", "day+night", "peak+semi+night"), "шкалы"),
            Column("installed_on", day("past"), "установлен или перепрограммирован"),
            Column("removed_on", day("past"), "снят или перепрограммирован", optional=True),
            Column("verification_due", day("verification"), "поверка до", optional=True),
            Column("failed_on", day("past"), "неисправен с", optional=True),
            Column("max_power_kw", whole(1, 9999), "разрешённая мощность, кВт; пусто: по правилам", optional=True),
            Column("smart", FLAG, "передаёт показания сам (ИСУ)", optional=True, default="0"),
            Column(
                "point",
                text(1, 20),
                "точка учёта: счётчики одной сменяют друг друга, разных считают вместе",
                optional=True,
                default="1",
            ),
            Column("ratio", whole(1, 10_000), "коэффициент трансформации", optional=True, default="1"),
            Column("decimals", whole(0, 3), "сколько из цифр стоит после запятой", optional=True, default="0"),
            Column("first_reading", BY_ZONE, "показания в день установки по акту", optional=True),
            Column("last_reading", LAST_BY_ZONE, "показания в день снятия или поломки по акту", optional=True),
        ),
        keys=("account_number", "serial", "installed_on"),
        not_before=(("removed_on", "installed_on"), ("failed_on", "installed_on")),
        takers=("billing", "readings"),
    ),
    FileForm(
        "readings",
        "Показания",
        (
            ACCOUNT_NUMBER,
            _SERIAL,
            Column("zone", ZONE, "шкала"),
            Column("value", whole(0, 999_999_999), "целые кВт·ч"),
            Column("taken_on", day("fact"), "снято"),
            Column("source", choice("payment", "without_payment", "bank", "control", "imported"), "способ передачи"),
            Column("withdrawn", FLAG, "1: отозвано, больше не считается", optional=True, default="0"),
            Column(
                "confirmed",
                FLAG,
                "1: проверено и верно, хотя расход больше, чем пропустит ввод, или показание меньше прежнего",
                optional=True,
                default="0",
            ),
            Column(
                "passed_zero",
                FLAG,
                "1: счётчик перешёл через ноль с прежнего показания",
                optional=True,
                default="0",
            ),
        ),
        takers=("billing", "readings"),
    ),
    FileForm(
        "seasonal_blocks",
        "Сезонные перерывы",
        (
            ACCOUNT_NUMBER,
            Column("from", day("state"), "первый день перерыва, по заявлению после показаний и полной оплаты"),
            Column("to", day("rate_end"), "последний день; пусто, пока о конце не заявлено", optional=True),
        ),
        keys=("account_number", "from"),
        not_before=(("to", "from"),),
        takers=("billing", "readings"),
    ),
    FileForm(
        "residents",
        "Зарегистрированные по дням",
        (
            ACCOUNT_NUMBER,
            Column("from", day("state"), "с этого дня; до первого такого дня действует persons из accounts.csv"),
            Column("persons", whole(1, 99), "зарегистрировано, а если никто, то собственников"),
        ),
        keys=("account_number", "from"),
    ),
    FileForm(
        "absences",
        "Временное отсутствие",
        (
            ACCOUNT_NUMBER,
            Column("from", day("announced"), "первый полный день отсутствия"),
            Column("to", day("announced"), "последний полный день отсутствия"),
            Column("persons", whole(0, 99), "сколько человек отсутствовало; 0 отменяет", optional=True, default="1"),
            Column("ground", text(5, 300), "заявление и документы (ПП 354, п. 91-93)"),
        ),
        keys=("account_number", "from"),
        not_before=(("to", "from"),),
    ),
    FileForm(
        "document_ids",
        "Идентификаторы ГИС ЖКХ по месяцам",
        (
            ACCOUNT_NUMBER,
            Column("period", MONTH, "расчётный период"),
            Column("unified_account", text(0, 30), "единый лицевой счёт (ЕЛС)", optional=True, default=""),
            Column("document_id", text(1, 30), "идентификатор платёжного документа"),
        ),
        keys=("account_number", "period"),
    ),
    FileForm(
        "acts",
        "Акты",
        (
            ACCOUNT_NUMBER,
            Column("kind", choice(*ACCOUNT_ACTS, *METER_ACTS), "что установлено актом"),
            Column("happened_on", day("fact"), "день, который указан в акте"),
            Column("until", day("announced"), "последний день того, что установлено", optional=True),
            Column("serial", text(1, 40), "заводской номер счётчика, если акт о нём", optional=True),
            Column("number", text(1, 100), "номер акта"),
            Column(
                "details",
                DETAILS,
                "подробности: percent=15+hours=5, а о смене собственника full_name=Петров Пётр",
                optional=True,
                default="",
            ),
        ),
        keys=("account_number", "kind", "happened_on", "number"),
        not_before=(("until", "happened_on"),),
    ),
)
