"""The supplier's files of money: balances, history of charges and credits, debts, notices."""

from contracts.supply.file_form import FileForm
from contracts.supply.shapes import (
    ACCOUNT,
    KOPECKS,
    MONTH,
    ZONE,
    Column,
    choice,
    day,
    text,
    whole,
)

_ACCOUNT = Column("account_number", ACCOUNT, "лицевой счёт")
_DEBT = whole(0, 10**12)

MONEY_FORMS = (
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
            Column("paid_on", day("fact"), "оплачено"),
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
            Column("delivered_on", day("fact"), "вручено"),
            Column("channel", text(2, 60), "как вручено"),
            Column("debt_kopecks", whole(1, 10**12), "долг в уведомлении, копейки"),
        ),
        keys=("account_number", "delivered_on", "channel"),
    ),
)
