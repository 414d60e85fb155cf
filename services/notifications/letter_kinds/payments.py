"""Letters about payments."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from contracts import links
from contracts.payments import PaymentFailed, PaymentPart, PaymentRefunded, PaymentSucceeded, sum_of
from contracts.wire import ZoneValue
from services.notifications.letter_kinds import samples
from services.notifications.letter_kinds.content import Button, LetterContent
from services.notifications.letter_kinds.kind import NORMAL, WEEK, LetterKind
from wording.accounts import account
from wording.dates import moment_in_moscow
from wording.money import money
from wording.numbers import figure
from wording.zones import zone_values


def receipt(event: PaymentSucceeded) -> LetterContent:
    """«чек» (M6.1): what the portal knows of the payment; the fiscal one comes from the bank (54-ФЗ)."""
    whole = sum_of(event.parts) or event.amount_kopecks
    facts = (
        ("Сумма", money(whole)),
        ("Дата и время", moment_in_moscow(event.paid_at)),
        *(_lines(event.parts) if len(event.parts) > 1 else _line(event)),
        ("Карта", event.card_masked or ""),
        ("Код подтверждения", event.approval_code or ""),
        ("Номер платежа", event.payment_id),
    )
    return LetterContent(
        subject=f"Чек: оплата электроэнергии, {money(whole)}",
        title="Платёж успешно выполнен",
        paragraphs=("Спасибо! Деньги получены без комиссии. Сохраните это письмо как подтверждение оплаты.",),
        facts=tuple((label, value) for label, value in facts if value),
        button=Button("Открыть личный кабинет", links.HOME),
        notes=("Фискальный чек по закону 54-ФЗ приходит отдельным сообщением.",),
    )


def _line(event: PaymentSucceeded) -> list[tuple[str, str]]:
    """Of a payment for one account."""
    return [
        ("Лицевой счёт", account(event.account_number)),
        ("Адрес", event.address),
        ("Показания", _readings(event.readings)),
    ]


def _lines(parts: Sequence[PaymentPart]) -> Iterator[tuple[str, str]]:
    """A line for each account: its sum, its address, its readings."""
    for part in parts:
        said = (money(part.amount_kopecks), part.address, _readings(part.readings))
        yield f"Лицевой счёт {account(part.account_number)}", ", ".join(filter(None, said))


def _readings(values: Sequence[ZoneValue] | None) -> str:
    return zone_values([(one.zone, figure(one.value, one.decimals)) for one in values or ()])


def refund(event: PaymentRefunded) -> LetterContent:
    return LetterContent(
        subject=f"Возврат платежа, {money(event.amount_kopecks)}",
        title="Деньги возвращены на карту",
        paragraphs=(
            "Мы вернули деньги на ту же карту, с которой был сделан платёж. "
            "Банк зачислит их в срок от нескольких минут до нескольких рабочих дней.",
        ),
        facts=(
            ("Сумма возврата", money(event.amount_kopecks)),
            ("Дата и время", moment_in_moscow(event.refunded_at)),
            ("Лицевой счёт", account(event.account_number)),
            ("Номер платежа", event.payment_id),
        ),
        button=Button("Открыть личный кабинет", links.HOME),
    )


def failure(event: PaymentFailed) -> LetterContent:
    return LetterContent(
        subject="Платёж не выполнен",
        title="Платёж не выполнен",
        paragraphs=(f"{event.reason}.",),
        facts=(
            ("Сумма", money(event.amount_kopecks)),
            ("Лицевой счёт", ", ".join(map(account, event.accounts or [event.account_number]))),
            ("Номер платежа", event.payment_id),
        ),
        button=Button("Открыть платёж", links.payment(event.payment_id)),
    )


PAID = PaymentSucceeded(
    payment_id="P-20261105-000001",
    user_id=samples.USER,
    account_number=samples.ACCOUNT,
    address="г. Калуга, ул. Кирова, д. 12, кв. 34",
    amount_kopecks=123_456,
    bank_order_id="order",
    readings=[ZoneValue(zone="day", value=12565), ZoneValue(zone="night", value=8431)],
    receipt_email=samples.EMAIL,
    started_at=samples.THEN,
    paid_at=samples.THEN,
    card_masked="220000**0001",
    approval_code="123456",
)
FAILED = PaymentFailed(
    payment_id="P-20261105-000001",
    user_id=samples.USER,
    account_number=samples.ACCOUNT,
    amount_kopecks=123_456,
    state="declined",
    reason="Банк отклонил все попытки оплаты. Деньги не списаны. На карте не хватило денег",
    cause="attempts_exhausted",
    failed_at=samples.THEN,
)
REFUNDED = PaymentRefunded(
    payment_id="P-20261105-000001",
    refund_id="R-1",
    user_id=samples.USER,
    account_number=samples.ACCOUNT,
    amount_kopecks=50_000,
    receipt_email=samples.EMAIL,
    refunded_at=samples.THEN,
)
KINDS = (
    LetterKind(
        code="receipt",
        title="Чек",
        label="чек",
        priority=NORMAL,
        lifetime=2 * WEEK,
        sample=lambda: receipt(PAID),
    ),
    LetterKind(
        code="payment_failed",
        title="Платёж не выполнен",
        label="платёж не выполнен",
        priority=NORMAL,
        lifetime=timedelta(days=2),
        sample=lambda: failure(FAILED),
        follows_profile=True,
    ),
    LetterKind(
        code="refund",
        title="Возврат",
        label="возврат",
        priority=NORMAL,
        lifetime=2 * WEEK,
        sample=lambda: refund(REFUNDED),
    ),
)
