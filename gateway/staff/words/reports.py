"""Words for reports: their names, columns and what stands in them."""

from gateway.words.tables import Wording

KIND = Wording(
    {
        "turnover": "Оборотно-сальдовая ведомость",
        "charges": "Начисления",
        "receipts": "Поступления по каналам",
        "ages": "Задолженность по срокам",
        "collection": "Собираемость",
        "vat": "НДС",
        "money_back": "Возвраты и корректировки",
        "debtors": "Должники: приставам и сетевой организации",
    }
)
COLUMN = Wording(
    {
        "account": "Лицевой счёт",
        "full_name": "Абонент",
        "district": "Район",
        "opening_debt": "Долг на начало",
        "opening_advance": "Переплата на начало",
        "carried": "Входящий остаток",
        "charged": "Начислено",
        "recalculated": "Перерасчёты",
        "corrected": "Корректировки",
        "paid": "Оплачено",
        "returned": "Возвращено",
        "closing_debt": "Долг на конец",
        "closing_advance": "Переплата на конец",
        "kwh": "Объём, кВт·ч",
        "total": "Всего",
        "month": "Месяц",
        "channel": "Канал",
        "payments": "Платежей",
        "debt": "Долг",
        "present_month": "Этого месяца",
        "to_3_months": "1–2 месяца",
        "to_6_months": "3–5 месяцев",
        "to_12_months": "6–11 месяцев",
        "to_3_years": "1–3 года",
        "older": "Старше 3 лет",
        "what": "Что",
        "vat_rate": "Ставка НДС, %",
        "amount": "Сумма",
        "vat": "В том числе НДС",
        "day": "День",
        "ground": "Основание",
        "address": "Адрес",
        "owed_since": "Долг с месяца",
        "months": "Месяцев",
        "penalty": "Пени",
        "last_paid": "Последняя оплата",
        "notified": "Уведомление вручено",
    }
)
WHAT = {
    "charge": "начисление",
    "recalculation": "перерасчёт",
    "correction": "корректировка",
    "refund": "возврат",
}
