"""What people type from their bill and their meter (B8)."""

import pytest

from services.auth.ownership.matching import matches_serial, matches_sum

pytestmark = pytest.mark.req("B8")


@pytest.mark.parametrize("typed", ["1234,56", "1 234,56", "1\u00a0234.56 ₽", "1234.56 руб.", " 01234,560 "])
def test_a_sum_is_read_however_it_is_written(typed: str) -> None:
    assert matches_sum(typed, 123_456)


@pytest.mark.parametrize("typed", ["1234,5", "1234", "123456", "", "сумма", "NaN", "Infinity", "1234,561", "-1234,56"])
def test_another_sum_proves_nothing(typed: str) -> None:
    assert not matches_sum(typed, 123_456)


@pytest.mark.parametrize("kopecks", [0, -5_000])
def test_nothing_to_pay_is_no_secret(kopecks: int) -> None:
    assert not matches_sum("0", kopecks)
    assert not matches_sum("-50", kopecks)


@pytest.mark.parametrize("typed", ["011234577", "11234577", " 0112-3457 7 ", "№ 011234577"])
def test_a_serial_is_read_however_it_is_written(typed: str) -> None:
    assert matches_serial(typed.replace("№", ""), "011234577")


@pytest.mark.parametrize(("typed", "serial"), [("11234578", "011234577"), ("", "011234577"), ("0", "000")])
def test_another_serial_proves_nothing(typed: str, serial: str) -> None:
    assert not matches_serial(typed, serial)
