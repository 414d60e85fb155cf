"""The sections of the cabinet."""

from typing import Any

from playwright.sync_api import Page

from contracts import billing, feedback, payments, readings
from contracts.auth import EntrancePolicy
from tests.gateway.gallery.scene import Scene
from tests.support.scripted import household
from tests.support.scripted.people import DACHA, FLAT, GARAGE

EMPTY: dict[str, Any] = {
    "payments.list_payments": payments.PaymentList(payments=[]),
    "readings.list_sent_without_payment": readings.SentReadings(readings=[]),
    "readings.list_readings": readings.ReadingList(readings=[]),
    "billing.list_credits": billing.CreditList(credits=[]),
    "billing.list_settlements": billing.SettlementList(settlements=[]),
    "billing.get_timeline": billing.Timeline(entries=[]),
    "billing.get_consumption": billing.ConsumptionList(months=[]),
    "billing.list_bills": billing.BillList(bills=[]),
    "feedback.list_appeals": feedback.AppealList(appeals=[]),
}
DECLINED = {
    "payments.get_payment": household.payment(state="declined"),
    "payments.follow_payment": household.way(
        "Вы нажали «Оплатить»", "Банк открыл страницу оплаты", "Банк отклонил платёж"
    ),
}
PROOF = {"auth.get_entrance_policy": EntrancePolicy(ownership_proof="meter_serial")}
QR = "https://qr.nspk.ru/AD10006M8KH234K782OQM0L13JI31LQD?type=02&bank=100000000111&sum=75000&cur=RUB&crc=6CB3"
BY_QR = {
    "payments.get_payment": household.payment(state="awaiting_bank").model_copy(
        update={"method": "sbp", "sbp_link": QR}
    )
}
CLOSED = {"feedback.list_appeals": feedback.AppealList(appeals=[household.appeal("closed")])}
WAITING = {
    "payments.get_payment": household.payment(state="awaiting_bank"),
    "payments.follow_payment": household.way("Вы нажали «Оплатить»", "Банк открыл страницу оплаты"),
}


def unfold(page: Page) -> None:
    page.locator("summary", has_text="Открыть повторно").click()


SCENES = (
    Scene("payments", "«Платежи»", "/payments"),
    Scene("payments-empty", "«Платежи»: пусто", "/payments", answers=EMPTY),
    Scene("receipt", "Квитанция об оплате", "/payments/P-1"),
    Scene(
        "receipt-several",
        "Квитанция об оплате нескольких счетов",
        "/payments/P-1",
        answers={"payments.get_payment": household.several()},
    ),
    Scene(
        "payments-several",
        "«Платежи»: один платёж по нескольким счетам",
        "/payments",
        answers={"payments.list_payments": payments.PaymentList(payments=[household.several()])},
    ),
    Scene("receipt-waiting", "Платёж: не окончен", "/payments/P-1", answers=WAITING),
    Scene("receipt-declined", "Платёж: не прошёл", "/payments/P-1", answers=DECLINED),
    Scene("credits", "«Зачисления»", "/credits"),
    Scene("credits-empty", "«Зачисления»: пусто", "/credits", answers=EMPTY),
    Scene("credits-wrong-interval", "«Зачисления»: даты наоборот", "/credits?from=2026-11-10&to=2026-11-01"),
    Scene("settlements", "«Расчеты»", "/settlements"),
    Scene("settlements-empty", "«Расчеты»: пусто", "/settlements", answers=EMPTY),
    Scene("consumption", "Потребление: месяцы, стоимость, год к году", "/consumption"),
    Scene("consumption-empty", "Потребление: пусто", "/consumption", answers=EMPTY),
    Scene("debt", "Задолженность: часы долга", f"/debt?account={DACHA}"),
    Scene("debt-none", "Задолженности нет", f"/debt?account={GARAGE}"),
    Scene("timeline", "Хронология счёта", "/timeline"),
    Scene("timeline-empty", "Хронология: пусто", "/timeline", answers=EMPTY),
    Scene("readings", "«Показания»", "/readings"),
    Scene("readings-empty", "«Показания»: пусто", "/readings", answers=EMPTY),
    Scene("settings", "«Настройки»", "/settings"),
    Scene("settings-remove-account", "Удаление дополнительного лицевого счёта", f"/settings/accounts/{DACHA}/remove"),
    Scene("settings-proof", "«Настройки»: счёт по номеру счётчика", "/settings", answers=PROOF),
    Scene("settings-viewers", "Кто ещё видит этот счёт", "/settings/viewers"),
    Scene("settings-history", "Входы и изменения", "/settings/history"),
    Scene("privacy", "Согласия и мои данные", "/settings/privacy"),
    Scene("privacy-delete", "Удаление кабинета", "/settings/privacy/delete"),
    Scene("consent-again", "Новая редакция согласия", "/consent"),
    Scene("sbp", "Оплата по QR-коду СБП", "/payments/P-1/qr", answers=BY_QR),
    Scene("password", "Замена временного пароля", "/password"),
    Scene("feedback", "«Обратная связь»", "/feedback"),
    Scene("feedback-empty", "«Обратная связь»: обращений нет", "/feedback", answers=EMPTY),
    Scene(
        "feedback-closed", "«Обратная связь»: закрытое можно открыть повторно", "/feedback", answers=CLOSED, act=unfold
    ),
    Scene("information", "«Информация»", "/information"),
    Scene("bills", "Все счета", "/bills"),
    Scene("bills-empty", "Все счета: пусто", "/bills", answers=EMPTY),
    Scene("bill", "Счёт: на экране и для печати", f"/bills/{FLAT}/2026-10"),
)
