"""The supplier's files of money: balances, history of charges and credits, debts, notices."""

from contracts.supply.file_form import FileForm
from contracts.supply.shapes import (
    ACCOUNT_NUMBER,
    KOPECKS,
    MONTH,
    ZONE,
    Column,
    choice,
    day,
    text,
    whole,
)

_DEBT = whole(0, 10**12)

MONEY_FORMS = (
    FileForm(
        "opening_balances",
        "Начальные остатки",
        (
            ACCOUNT_NUMBER,
            Column("period", MONTH, "на начало какого месяца"),
            Column("kopecks", KOPECKS, "долг (+) или переплата (−) за энергию, копейки"),
        ),
        keys=("account_number",),
    ),
    FileForm(
        "charges",
        "История начислений",
        (
            ACCOUNT_NUMBER,
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
            ACCOUNT_NUMBER,
            Column("paid_on", day("fact"), "оплачено"),
            Column("amount_kopecks", whole(1, 10**12), "сумма, копейки"),
            Column("channel", text(2, 60), "способ оплаты или банк"),
            Column("operation", text(1, 100), "номер операции, единственный в этом канале"),
        ),
    ),
    FileForm(
        "corrections",
        "Корректировки",
        (
            ACCOUNT_NUMBER,
            Column("number", text(1, 100), "номер документа, единственный у лицевого счёта"),
            Column(
                "amount_kopecks",
                KOPECKS,
                "увеличить (+) или уменьшить (−) долг за энергию, копейки; у отмены пусто",
                optional=True,
                default="0",
            ),
            Column("ground", text(5, 300), "основание, его увидит абонент; у отмены пусто", optional=True),
            Column("volume", whole(-(10**6), 10**6), "кВт·ч с тем же знаком", optional=True, default="0"),
            Column("zone", ZONE, "зона этих кВт·ч", optional=True),
            Column("month", MONTH, "месяц, который исправляется", optional=True),
            Column("vat_rate", whole(0, 100), "НДС в сумме, %; с кВт·ч пусто: ставка месяца", optional=True),
            Column("undoes", text(1, 100), "номер корректировки, которую этот документ отменяет", optional=True),
        ),
        keys=("account_number", "number"),
    ),
    FileForm(
        "debts",
        "Пени и другие долги, кроме энергии",
        (
            ACCOUNT_NUMBER,
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
            ACCOUNT_NUMBER,
            Column("delivered_on", day("fact"), "вручено"),
            Column("channel", text(2, 60), "как вручено"),
            Column("debt_kopecks", whole(1, 10**12), "долг в уведомлении, копейки"),
        ),
        keys=("account_number", "delivered_on", "channel"),
    ),
)
