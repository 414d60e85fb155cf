"""«Почему счёт изменился»: each cause with its numbers, in words."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from contracts.billing import BillChange, ChangePart
from gateway.words.bill_change import cause_in_words, months_in_words
from tests.support.form_posting import text
from tests.support.scripted.household import FLAT

pytestmark = pytest.mark.req("B6")


def said(code: str, methods: tuple[str, str] = ("metered", "metered"), **numbers: Any) -> str:
    part = ChangePart(cause="volume", title="Слова расчётов", amount_kopecks=1, code=code, **numbers)
    change = BillChange(
        period="2026-10",
        previous_period="2026-09",
        previous_kopecks=0,
        current_kopecks=1,
        parts=[part],
        previous_method=methods[0],
        current_method=methods[1],
    )
    return cause_in_words(part, change).replace("\N{NO-BREAK SPACE}", " ")


def test_causes_have_their_numbers() -> None:
    assert said("volume", before=190, after=1214) == "Изменился расход: было 190 кВт·ч, стало 1 214 кВт·ч"
    assert said("days", before=30, after=35) == "Дней между показаниями: было 30, стало 35"
    assert said("days", ("norm", "norm"), before=31, after=20) == "Дней в расчёте: было 31, стало 20"
    assert said("persons", ("norm", "norm"), before=2, after=3) == "Зарегистрировано человек: было 2, стало 3"
    method = said("method", ("metered", "average"), before=200, after=260)
    assert method == "Изменился способ расчёта: было по показаниям, стало по среднему расходу"
    assert said("recalculation", months=["2026-08", "2026-07"]) == "Перерасчёты за июль 2026, август 2026"


def test_a_cause_that_is_not_known_has_the_words_of_billing() -> None:
    assert said("") == said("weather") == said("weather", before=1, after=2) == "Слова расчётов"
    assert said("recalculation") == "Слова расчётов"
    assert said("tariff") == "Изменился тариф"


def test_many_months_are_named_by_the_first_and_the_last() -> None:
    assert months_in_words(["2026-05", "2026-02", "2026-03", "2026-04"]) == "февраль 2026 — май 2026"


def test_the_bill_shows_them(customer: FlaskClient) -> None:
    page = text(customer.get(f"/bills/{FLAT}/2026-10"))
    assert "Изменился расход: было 190 кВт·ч, стало 214 кВт·ч" in page.replace("\N{NO-BREAK SPACE}", " ")
    assert "Перерасчёты за июль 2026, август 2026" in page
