"""Money in words of each kind of place: pages, columns, fields, spreadsheets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wording.money import amount, money, plain_amount, signed_amount, typed_amount
from wording.numbers import NBSP


@pytest.mark.parametrize(
    ("kopecks", "text"),
    [
        (0, "0,00"),
        (5, "0,05"),
        (-5, "−0,05"),
        (174720, "1 747,20"),
        (-123456789, "−1 234 567,89"),
        (10**14, "1 000 000 000 000,00"),
    ],
)
def test_an_amount_has_two_decimals_and_a_true_minus(kopecks: int, text: str) -> None:
    assert amount(kopecks).replace(NBSP, " ") == text
    assert money(kopecks) == f"{amount(kopecks)}{NBSP}₽"
    assert " " not in money(kopecks)


def test_a_change_shows_its_direction() -> None:
    assert [signed_amount(kopecks) for kopecks in (150, -150, 0)] == ["+1,50", "−1,50", "0,00"]


def test_a_spreadsheet_gets_digits_comma_and_hyphen() -> None:
    assert [plain_amount(kopecks) for kopecks in (123456, -5, 0)] == ["1234,56", "-0,05", "0,00"]


def test_a_field_holds_what_a_person_would_type() -> None:
    assert [typed_amount(kopecks) for kopecks in (123456, 0)] == ["1234,56", "0"]


@given(st.integers(-(10**14), 10**14))
def test_no_kopeck_is_lost(kopecks: int) -> None:
    digits = amount(kopecks).replace(NBSP, "").replace(",", "").replace("−", "-")
    assert int(digits) == kopecks
