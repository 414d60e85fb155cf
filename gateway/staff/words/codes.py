"""Words for the services' codes: steps of a payment, states of refunds, letters and runs."""

import re

from contracts.payments import TraceStep
from contracts.supply import PackageStep
from gateway.words.tables import Wording
from wording.methods import METHODS

PAYMENT = Wording(
    {
        "draft": "создан",
        "registering": "регистрируется в банке",
        "awaiting_bank": "ждёт оплаты на странице банка",
        "unknown": "исход неизвестен, спрашиваем банк",
        "paid": "оплачен",
        "declined": "не выполнен",
        "cancelled": "отменён",
        "expired": "не выполнен, время оплаты истекло",
        "manual_review": "на проверке у сотрудника",
        "refunded": "возвращён полностью",
        "partly_refunded": "возвращён частично",
        "reversed": "отменён, деньги возвращаются на карту",
    }
)
CONCERN = Wording(
    {
        "chargeback": "плательщик оспорил списание",
        "contradiction": "ответ банка противоречит учёту",
    }
)
CONCERN_REMEDY = Wording(
    {
        "chargeback": "Подготовьте для банка документы о поставке и оплате; решение банка придёт с его реестром.",
        "contradiction": "Сравните операции по заказу в кабинете банка с платежом и возвратами здесь.",
    }
)
REFUND = Wording(
    {
        "requested": "запрошен, в банк ещё не отправлен",
        "sent": "отправлен в банк",
        "unknown": "исход неизвестен, спрашиваем банк",
        "done": "выполнен, деньги идут на карту",
        "refused": "банк отказал",
        "manual_review": "нужна проверка вручную",
    }
)
ACTORS = {
    "customer": "абонент",
    "browser": "браузер абонента",
    "gateway": "портал",
    "system": "портал",
    "bank": "банк",
    "poller": "автоматическая проверка",
    "billing": "расчёты",
}
BANK_METHODS = {
    "register": "Регистрация заказа в банке",
    "state": "Вопрос банку о заказе",
    "refund": "Запрос возврата в банк",
    "receipt": "Запрос кассового чека",
    "decline": "Закрытие заказа в банке",
    "sbp_qr": "Запрос QR-кода СБП",
}
BANK_ANSWERS = {
    "Intended": "готовим запрос",
    "Receipts": "ответ получен",
    "Registered": "заказ создан",
    "OrderUnknown": "такого заказа в банке нет",
    "Done": "выполнено",
    "Refused": "отказ",
    "NotSent": "нет связи с банком",
    "Unclear": "понятного ответа нет",
    "FiscalReceipt": "ответ получен",
}
ORDER_STATUS = {
    "0": "создан, не оплачен",
    "1": "сумма удержана",
    "2": "оплачен",
    "3": "отменён",
    "4": "деньги возвращены",
    "5": "абонент подтверждает оплату",
    "6": "оплата отклонена",
}
LETTER = Wording(
    {
        "waiting": "ждёт отправки",
        "sent": "отправлено",
        "failed": "не доставлено",
        "expired": "устарело",
        "unknown": "состояние неизвестно",
    }
)
RUN = Wording(
    {
        "absent": "расчёта ещё не было",
        "running": "идёт расчёт",
        "calculated": "рассчитан, этот расчёт не опубликован",
        "publishing": "публикуются счета",
        "published": "счета опубликованы",
    }
)
METHOD = Wording(METHODS)
STANDING = Wording({"past": "действовало раньше", "in_force": "действует", "coming": "вступит в силу"})
STOVE = Wording({"gas": "газовая плита", "electric": "электроплита"})
PAYOUT = Wording(
    {
        "requested": "ждёт одобрения другого сотрудника",
        "approved": "одобрен, ждёт исполнения банком",
        "paid": "исполнен",
        "refused": "отказано",
    }
)
EXCEPTION = Wording(
    {
        "negative": "сумма отрицательная",
        "zero": "расход равен нулю",
        "jump": "расход намного больше обычного или возможного",
        "implausible_reading": "показание не может быть верным и не учтено",
        "penalty_jump": "пени в несколько раз больше прошлого месяца",
        "not_charged": "не начислено: нет исходных данных",
        "barred": "показания за месяцы без счетов старше срока: часть кВт·ч не начислена",
        "too_old": "поздние сведения старше срока перерасчёта: не учтены",
        "deferred": "разница за прошлые месяцы мала и ждёт следующего счёта",
        "not_published": "счёт не выпущен: данные не прошли проверку, подробности в журнале",
    }
)
MISSING = {
    "tariffs": "на этот месяц нет тарифа для группы счёта: загрузите tariffs.csv",
    "norms": "нет норматива для такого числа комнат и человек: загрузите norms.csv",
    "closing_balance": "закрытый месяц счёта записан с ошибкой: передайте номер происшествия в поддержку",
    "settle_back_months": "месяцы старше срока перерасчёта в счёт не войдут, остальные войдут",
}
"""Why an account was not charged, by the field that billing names first."""
STAGE = Wording(
    {
        "none": "оснований для ограничения нет",
        "over_threshold": "долг больше порога, уведомления нет",
        "notice_sent": "уведомление отправлено, не вручено",
        "notice_delivered": "уведомление вручено, идёт срок оплаты",
        "expired": "срок оплаты прошёл",
        "restricted": "подача ограничена",
        "suspended": "подача приостановлена",
        "reconnection_due": "всё оплачено, подачу нужно возобновить",
        "closed": "закрыто",
    }
)
BATCH = Wording(
    {
        "judging": "проверяются основания",
        "ready": "проверена, ждёт подтверждения",
        "sending": "отправка записывается",
        "done": "отправка записана",
        "withdrawn": "отозвана",
    }
)
NOTICE_OUTCOME = Wording(
    {
        "waiting": "ждёт проверки",
        "fit": "будет отправлено",
        "sent": "отправлено",
        "under_way": "прежнее уведомление ещё действует",
        "no_ground": "оснований нет: оплачено, мал долг или рассрочка",
        "failed": "не записано: ошибка, подробности в журнале портала",
    }
)
STEP = Wording(
    {
        "delivered": "уведомление вручено",
        "restricted": "подача ограничена",
        "settled": "долг и затраты оплачены",
        "reconnected": "подача возобновлена",
        "withdrawn": "уведомление отозвано",
    }
)
STEP_WARNING = Wording(
    {
        "delivered": "С этого дня идёт срок оплаты. Абонент увидит уведомление на «Главной» и получит письмо.",
        "restricted": "Абонент увидит на «Главной», что подача ограничена.",
        "settled": "С этого дня идёт срок, в который подачу нужно возобновить.",
        "reconnected": "Уведомление закроется, с «Главной» абонента оно исчезнет.",
        "withdrawn": "Уведомление перестанет действовать. Ограничить подачу по нему будет нельзя.",
    }
)
CHANNEL = Wording({"cabinet": "личный кабинет", "phone": "по телефону", "letter": "письмо", "visit": "личный приём"})
"""How an appeal came."""
ANSWER_WAY = Wording(
    {
        "cabinet": "в личном кабинете",
        "phone": "по телефону",
        "post": "письмом по почте",
        "email": "по электронной почте",
        "visit": "на приёме",
    }
)
"""How an answer is given."""
NUMBERED = Wording(
    {
        "meter": "счётчик",
        "bill": "счёт на оплату",
        "unified_account": "единый лицевой счёт ГИС ЖКХ",
        "document": "платёжный документ ГИС ЖКХ",
    }
)
"""What was found by its number."""
AGREEMENT = Wording({"kept": "выполняется", "broken": "нарушено", "fulfilled": "выполнено"})


MISMATCH = Wording(
    {
        "missing_here": "есть в банке, нет в портале",
        "missing_there": "есть в портале, нет в банке",
        "amount_differs": "суммы разные",
        "repeated_there": "в банке дважды",
        "not_in_ledger": "не дошло до лицевого счёта",
        "ledger_differs": "на лицевом счёте другое",
        "in_review": "ждёт решения сотрудника",
    }
)
MONEY = Wording({"payment": "оплата", "refund": "возврат"})
EVENTS = {
    "payment_succeeded": "об оплате",
    "payment_failed": "о неудаче",
    "payment_refunded": "о возврате",
}
LEDGER = {"payment": "зачислено", "refund": "возврат отражён"}
FISCAL = {"sell": "Кассовый чек оплаты", "sell_refund": "Кассовый чек возврата"}


def step(one: TraceStep) -> str:
    """One step of a payment's history as a sentence; an unknown code is shown as it is."""
    if one.what == "callback":
        return "Уведомление от банка" if one.detail.startswith("authentic") else "Неподлинное уведомление, отброшено"
    if one.what == "refund":
        return "Запрошен возврат"
    if one.what == "register":
        return "Строка в реестре банка"
    _, arrow, after = one.what.partition(" → ")
    if arrow:
        return f"Платёж {PAYMENT.get(after, after)}"
    method, _, answer = one.what.partition(": ")
    if method == "event":
        return f"Сообщение другим службам {EVENTS.get(answer, answer)}"
    if method == "ledger":
        return f"Лицевой счёт: {LEDGER.get(answer, answer)}"
    if method == "fiscal":
        return FISCAL.get(answer, answer)
    return f"{BANK_METHODS.get(method, method)}: {_answer(answer, one.detail)}"


def _answer(answer: str, detail: str) -> str:
    status = re.search(r"\bstatus=(\d+)", detail)
    if answer == "OrderState" and status:
        return f"заказ {ORDER_STATUS.get(status[1], 'в состоянии ' + status[1])}"
    return BANK_ANSWERS.get(answer, answer)


def actor(who: str, me: str) -> str:
    """Returns who did it: members of staff by the beginning of their id, the reader as «Вы»."""
    if who == me:
        return "Вы"
    return ACTORS.get(who, f"сотрудник {who[:8]}")


PACKAGE = Wording(
    {
        "receiving": "Принимается",
        "waiting": "Ждёт очереди или проверяется",
        "checked": "Проверена, загружается",
        "loaded": "Загружена",
        "refused": "Не загружена: есть ошибки",
    }
)
"""States of a package of the supplier's files."""


def loading(progress: PackageStep) -> str:
    """How far a load has come."""
    return Wording(
        {
            "reading": f"Читается {progress.file}: {progress.count} %",
            "read": f"Прочитан {progress.file}, строк: {progress.count}",
            "checked": "Все строки проверены",
            "applied": f"{progress.file}: новых и изменённых строк {progress.count}",
            "done": "Готово",
        }
    )[progress.phase]


def missing(reason: str) -> str:
    """What to do about an account that was not charged."""
    return MISSING.get(reason.partition(":")[0], "не хватает исходных данных: проверьте, что загружено для счёта")
