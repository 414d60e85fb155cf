"""Numbers, nouns, accounts and zones."""

from typing import get_args

import pytest

from contracts.wire import Zone
from wording.accounts import account
from wording.numbers import NBSP, counted, grouped, kwh, plain
from wording.zones import zone, zone_values


def test_thousands_stand_apart() -> None:
    assert [grouped(number) for number in (0, 999, 1234567, -1234)] == ["0", "999", "1\xa0234\xa0567", "−1\xa0234"]
    assert kwh(1124) == f"1{NBSP}124{NBSP}кВт·ч"
    assert plain(kwh(1124)) == "1 124 кВт·ч"


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0 дней"),
        (1, "1 день"),
        (2, "2 дня"),
        (5, "5 дней"),
        (11, "11 дней"),
        (21, "21 день"),
        (112, "112 дней"),
        (1003, "1 003 дня"),
    ],
)
def test_a_noun_agrees_with_its_number(number: int, text: str) -> None:
    assert plain(counted(number, "день", "дня", "дней")) == text


def test_an_account_keeps_its_zeros() -> None:
    assert account("001002003") == "(001)002003"


def test_every_zone_of_the_contracts_has_a_word() -> None:
    assert [zone(code, "расход") for code in get_args(Zone)] == ["расход", "день", "ночь", "пик", "полупик"]
    assert zone("dusk") == "неизвестно", "a zone of a newer release"


def test_values_by_zone() -> None:
    assert zone_values([("peak", 1), ("semi", 2), ("night", 3)]) == "пик 1, полупик 2, ночь 3"
    assert zone_values([("one", 12345)]) == "12345"
    assert zone_values([]) == ""
