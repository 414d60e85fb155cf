"""What payments, notifications and feedback tell of the household, and all the answers together."""

from datetime import date, timedelta
from typing import Any

from contracts import feedback, notifications, payments
from contracts.wire import Document, ZoneValue
from tests.support.scripted import billing_answers, people, readings_answers
from tests.support.scripted.billing_answers import overview
from tests.support.scripted.people import ADDRESSES, DACHA, FLAT, GARAGE, NOW, PASSWORD, TOKEN, identity
from wording.moscow import moscow_day

__all__ = [
    "ADDRESSES", "DACHA", "FLAT", "GARAGE", "NOW", "PASSWORD", "TOKEN",
    "answers", "appeal", "identity", "overview", "payment", "several", "way",
]  # fmt: skip
PAID = ("paid", "refunded", "partly_refunded")
STATUS = {
    "paid": "Платеж успешно выполнен",
    "declined": "Банк отклонил платёж",
    "awaiting_bank": "Ожидаем оплату на странице банка",
}
BANK_PAGE = "https://bank.example/pay?mdOrder=1"


def payment(
    number: str = FLAT, state: payments.State = "paid", kopecks: int = 75_000, days_ago: int = 3
) -> payments.Payment:
    paid, at = state in PAID, NOW - timedelta(days=days_ago)
    return payments.Payment(
        payment_id=f"P-{state.replace('_', '')}-{number}",
        account_number=number,
        address=ADDRESSES[number],
        amount_kopecks=kopecks,
        refunded_kopecks=0,
        readings=[ZoneValue(zone="day", value=12960), ZoneValue(zone="night", value=5890)],
        receipt_email=None,
        state=state,
        status_text=STATUS.get(state, "Платёж обрабатывается"),
        final=paid or state == "declined",
        created_at=at,
        paid_at=at if paid else None,
        payment_url=BANK_PAGE if state == "awaiting_bank" else None,
        bank_order_id="b1",
        card_masked="411111**1111" if paid else None,
        approval_code="123456" if paid else None,
        fiscal_receipt_url=None,
    )


def several(state: payments.State = "paid") -> payments.Payment:
    """One payment for the flat and the dacha."""
    parts = [
        payments.PaymentPart(account_number=number, address=ADDRESSES[number], amount_kopecks=kopecks, readings=values)
        for number, kopecks, values in (
            (FLAT, 50_000, [ZoneValue(zone="day", value=12950), ZoneValue(zone="night", value=5901)]),
            (DACHA, 25_050, None),
        )
    ]
    return payment(state=state, kopecks=75_050).model_copy(update={"parts": parts})


def way(*titles: str) -> payments.PaymentWay:
    """The steps of a payment, a minute between them."""
    begun = NOW - timedelta(days=3)
    steps = titles or ("Вы нажали «Оплатить»", "Банк подтвердил списание", "Деньги зачислены на лицевой счёт")
    return payments.PaymentWay(
        steps=[
            payments.WayStep(at=begun + timedelta(minutes=minute), title=title, detail="750,00 ₽" if not minute else "")
            for minute, title in enumerate(steps)
        ]
    )


def appeal(state: feedback.AppealState = "answered") -> feedback.Appeal:
    at = NOW - timedelta(days=5)
    said = feedback.AppealMessage(
        at=at, author="customer", text="Почему показания за октябрь не учли?\nСчёт 180111112.", files=[]
    )
    file = feedback.FileInfo(file_id="f1", name="ответ.pdf", size=1000, media_type="application/pdf")
    reply = feedback.AppealMessage(
        at=NOW, author="supplier", text="Здравствуйте! Показания пришли 27 октября и учтены в ноябре.", files=[file]
    )
    return feedback.Appeal(
        appeal_id="a1",
        number="О-2026-000123",
        account_number=FLAT,
        kind="readings",
        kind_title="Показания",
        state=state,
        state_title={"answered": "Есть ответ", "closed": "Закрыто", "reopened": "Открыто повторно"}.get(
            state, "В работе"
        ),
        registered_at=at,
        due_on=date(2026, 12, 20),
        thread=[said, reply],
        rating=None,
        reopen_until=moscow_day(NOW + timedelta(days=30)) if state == "closed" else None,
    )


def own_letters() -> notifications.OwnLetters:
    told = notifications.OwnLetter(
        kind="password_changed", subject="Пароль изменён", email="ivanova@list.ru", created_at=NOW, sent_at=NOW
    )
    return notifications.OwnLetters(letters=[told])


def answers() -> dict[str, Any]:
    delivery = notifications.Delivery(email_bill=True, paper_bill=True, reminders=["readings"], email_bounced=False)
    kinds = [feedback.AppealKind(kind="readings", title="Показания", days=10)]
    history = [payment(), payment(DACHA, "declined", 500_000, 8)]
    started = payments.PaymentStarted(payment_id="P-1", state="awaiting_bank", payment_url=BANK_PAGE)
    document = Document(file_name="ответ.pdf", media_type="application/pdf", content="JVBERi0xLjQK")
    return {
        **people.answers(),
        **billing_answers.answers(),
        **readings_answers.answers(),
        "payments.start_payment": started,
        "payments.get_payment": payment(),
        "payments.follow_payment": way(),
        "payments.settle_return": payment(),
        "payments.list_payments": payments.PaymentList(payments=history),
        "payments.receive_callback": payments.CallbackStored(authentic=True),
        "payments.get_limits": payments.PaymentLimits(minimum_kopecks=1, maximum_kopecks=10_000_000),
        "notifications.get_delivery": delivery,
        "notifications.list_own_letters": own_letters(),
        "feedback.get_draft": feedback.Draft(kind="", text=""),
        "notifications.set_delivery": delivery,
        "notifications.set_reminders": delivery,
        "feedback.list_kinds": feedback.AppealKinds(kinds=kinds),
        "feedback.list_appeals": feedback.AppealList(appeals=[appeal()]),
        "feedback.send_appeal": appeal("registered"),
        "feedback.reply_appeal": appeal("reopened"),
        "feedback.rate_appeal": appeal(),
        "feedback.get_file": document,
    }
