"""«Квитанция об оплате» (M4.3.4)."""

from functools import cache

import pytest

from contracts.payments import MOST_PARTS, PartRequest
from contracts.wire import ZoneValue
from services.billing.printer.press import Press
from tests.support.printed_bills import pages, receipt, words

press = Press()


@cache
def plain_text() -> str:
    return words(press.receipt(receipt()))


@pytest.mark.req("M4.3.4")
@pytest.mark.parametrize(
    "content",
    [
        "Квитанция об оплате",
        "10 ноября 2026, 14:05:07 (МСК)",
        "1 747,20 ₽",
        "a1b2c3d4-0000-4000-8000-1234567890ab",
        "день 12345, ночь 345",
        "(180)111111",
        "248000, г. Калуга, ул. Ленина, д. 15, кв. 42",
        "Платеж успешно выполнен",
    ],
)
def test_the_receipt_tells_all_that_the_manual_lists(content: str) -> None:
    assert content in plain_text()


@pytest.mark.req("M6.1", "M4.3.4")
def test_the_receipt_is_no_fiscal_one() -> None:
    text = words(press.receipt(receipt()))
    assert "кассовый чек" not in text.lower()
    assert "не является фискальным документом" in text


def test_without_readings_it_says_so() -> None:
    assert "не передавались" in words(press.receipt(receipt(readings=None)))


@pytest.mark.req("M4.3.4")
def test_readings_have_the_comma_of_their_meter() -> None:
    one = ZoneValue(zone="one", value=578, decimals=1)
    assert "57,8" in words(press.receipt(receipt(readings=[one])))
    zones = [one.model_copy(update={"zone": "day"}), ZoneValue(zone="night", value=5, decimals=2)]
    assert "день 57,8, ночь 0,05" in words(press.receipt(receipt(readings=zones)))


def test_unknown_details_leave_no_empty_rows() -> None:
    pdf = press.receipt(receipt(card_masked=None, approval_code=None, bank_order_id=None))
    assert "Код авторизации" not in words(pdf)
    assert pages(pdf) == 1


@pytest.mark.req("B14", "M4.3.4")
@pytest.mark.parametrize("count", [2, MOST_PARTS])
def test_a_payment_for_several_accounts_has_a_row_for_each(count: int) -> None:
    address = "Калужская обл., Боровский р-н, тер. СНТ «Заря-2» близ д. Малая Дворянка, ул. Центральная, уч. 7"
    parts = [
        PartRequest(
            account_number=f"1801111{nth:02}",
            address=f"{address}-{nth}",
            amount_kopecks=100_000 + nth,
            readings=[ZoneValue(zone="day", value=12345), ZoneValue(zone="night", value=345)] if nth % 2 else None,
        )
        for nth in range(count)
    ]
    text = words(press.receipt(receipt(parts=parts)))
    for nth in range(count):
        assert f"(180)1111{nth:02}" in text and f"1 000,{nth:02} ₽" in text and f"уч. 7-{nth}" in text
    assert text.count("день 12345, ночь 345") == count // 2
