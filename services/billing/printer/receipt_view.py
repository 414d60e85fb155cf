"""What «квитанция об оплате» prints (M4.3.4)."""

from collections.abc import Iterator, Sequence

from contracts.payments import PartRequest
from contracts.printer import ReceiptPrint
from contracts.wire import ZoneValue
from services.billing.printer import form_words
from services.billing.printer.fitting import REGULAR, lines
from services.billing.printer.leaves import View
from wording.accounts import account
from wording.dates import exact_moment
from wording.money import amount
from wording.numbers import figure

WIDTH = 120


def receipt_view(request: ReceiptPrint) -> View:
    several = len(request.parts) > 1
    rows = [
        ("Дата и время платежа", exact_moment(request.paid_at)),
        ("Идентификационный номер", request.payment_id),
        *(_lines(request.parts) if several else _line(request)),
        ("Номер заказа в банке", request.bank_order_id),
        ("Карта", request.card_masked),
        ("Код авторизации", request.approval_code),
    ]
    return {
        "supplier": request.supplier,
        "title": f"Квитанция об оплате {request.payment_id}"
        + ("" if several else f", {account(request.account_number)}"),
        "sum": f"{amount(request.amount_kopecks)} ₽",
        "rows": [{"title": title, "lines": lines(text, REGULAR, 11, WIDTH, most=3)} for title, text in rows if text],
    }


def _line(request: ReceiptPrint) -> list[tuple[str, str]]:
    """Of a payment for one account."""
    return [
        ("Лицевой счёт", account(request.account_number)),
        ("Адрес объекта энергоснабжения", request.address),
        ("Показания счётчика", _readings(request.readings)),
    ]


def _lines(parts: Sequence[PartRequest]) -> Iterator[tuple[str, str]]:
    """A row for each account: its sum, its address, its readings."""
    for part in parts:
        readings = f"показания: {_readings(part.readings)}" if part.readings else "показания не передавались"
        yield f"Счёт {account(part.account_number)}", f"{amount(part.amount_kopecks)} ₽. {part.address}; {readings}"


def _readings(values: list[ZoneValue] | None) -> str:
    if not values:
        return "не передавались"
    if len(values) == 1 and values[0].zone == "one":
        return figure(values[0].value, values[0].decimals)
    return ", ".join(f"{form_words.zone(part.zone)} {figure(part.value, part.decimals)}" for part in values)
