"""Notices of restriction in one file (ПП 354, п. 119)."""

from datetime import date

import pytest

from contracts.printer import DebtNotice, NoticesPrint
from services.billing.printer.joining import joined
from services.billing.printer.press import Press
from tests.support.printed_bills import LONGEST_ADDRESS, LONGEST_NAME, SUPPLIER, pages, words

press = Press()


def one(number: str, kopecks: int, name: str = "Иванова Мария", address: str = "г. Калуга") -> DebtNotice:
    return DebtNotice(account_number=number, full_name=name, address=address, debt_kopecks=kopecks)


@pytest.mark.req("S4", "S5")
def test_each_debtor_has_a_sheet_with_debt_terms_and_ways_out() -> None:
    long = one("180111112", 100, LONGEST_NAME, LONGEST_ADDRESS)
    request = NoticesPrint(
        notices=[one("180111111", 1_234_567), long, one("180111113", 99_999_999)],
        sent_on=date(2026, 11, 5),
        notice_days=20,
        suspension_days=10,
        supplier=SUPPLIER.block,
    )
    whole = joined(press.notices(request), front_sides=False)
    assert pages(whole) == 3
    text = " ".join(words(whole).split())
    for told in (
        "12 345,67 ₽", "999 999,99 ₽", "(180)111113", "5 ноября 2026", "в течение 20 дней со дня доставки",
        "в течение 10 дней со дня ограничения", "рассрочкой", LONGEST_NAME,
    ):  # fmt: skip
        assert told in text, told
