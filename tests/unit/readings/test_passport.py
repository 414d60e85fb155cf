"""The passport of a reading: each outcome in plain words."""

from datetime import UTC, datetime
from typing import Any

import pytest

from services.readings.rules.passport import Facts, Passport, Step, passport

pytestmark = pytest.mark.req("B1")
SENT = datetime(2026, 11, 10, 9, tzinfo=UTC)
LATER = datetime(2026, 11, 20, 9, tzinfo=UTC)
PUBLISHED = datetime(2026, 12, 5, 3, tzinfo=UTC)


def drawn(**more: Any) -> Passport:
    facts = {"source": "without_payment", "period": "2026-11", "received_at": SENT} | more
    return passport(Facts(**facts), cutoff_day=25, publish_day=5, next_period="2026-12")


def titles(shown: Passport) -> list[str]:
    return [step.title for step in shown.steps]


def test_waiting_for_the_bill():
    shown = drawn()
    assert (shown.used, shown.used_in) == (None, None)
    assert shown.reason == (
        "Войдут в счёт за ноябрь 2026, он появится не позже 5 декабря 2026. До 25 ноября 2026 показания можно уточнить"
    )
    assert titles(shown) == ["Получены", "Проверены"]


def test_used_in_the_bill():
    shown = drawn(used_in=("2026-11", PUBLISHED), bill=("metered", PUBLISHED))
    assert (shown.used, shown.used_in) == (True, "2026-11")
    assert titles(shown) == ["Получены", "Проверены", "Приняты к расчёту"]


def test_replaced_before_the_bill_and_after_it():
    waiting = drawn(replaced_by=LATER)
    assert waiting.used is None
    assert "в расчёт пойдут они" in waiting.reason
    shown = drawn(replaced_by=LATER, bill=("metered", PUBLISHED))
    assert shown.used is False
    assert "более поздние показания" in shown.reason
    assert titles(shown)[-2:] == ["Переданы новые показания", "Не приняты к расчёту"]


def test_the_bill_was_by_average():
    shown = drawn(bill=("average", PUBLISHED))
    assert shown.used is False
    assert "по среднему расходу" in shown.reason
    assert "будет учтена" not in shown.reason, "a reading that was known in time and is not used is settled by nothing"


@pytest.mark.req("S6")
def test_a_reading_that_comes_after_its_bill_is_settled_by_the_next_one():
    """п. 61: the difference enters the first bill that is not out."""
    waiting = drawn(bill=("average", PUBLISHED), settles_by="2026-12")
    assert waiting.used is None and waiting.reason_code == "to_settle"
    assert waiting.reason == (
        "Счёт за ноябрь 2026 рассчитан по среднему расходу: показания пришли после него. Разницу учтём перерасчётом в "
        "счёте за декабрь 2026, он появится не позже 5 января 2027"
    )
    settled = drawn(bill=("average", PUBLISHED), settled_in=("2026-12", datetime(2027, 1, 5, 3, tzinfo=UTC)))
    assert (settled.used, settled.used_in, settled.reason_code) == (True, "2026-12", "settled")
    assert "учтены перерасчётом в счёте за декабрь 2026" in settled.reason
    assert titles(settled)[-1] == "Приняты к расчёту"
    others = drawn(bill=("metered", PUBLISHED), settles_by="2026-12")
    assert "рассчитан по другим показаниям: показания пришли после него" in others.reason


def test_withdrawn_tells_why_and_what_to_do():
    shown = drawn(withdrawn=Step(LATER, "Отозваны", "ошибка оператора"))
    assert shown.used is False
    assert shown.reason == "Отозваны: ошибка оператора. Передайте показания ещё раз"
    assert titles(shown)[-1] == "Отозваны"


def test_refused_keeps_the_money():
    shown = drawn(source="payment", refused="Показание меньше прошлого")
    assert shown.used is False
    assert "Оплата зачислена" in shown.reason
    assert titles(shown) == ["Получены", "Не прошли проверку"]


def test_loaded_history_was_used_elsewhere():
    shown = drawn(loaded=True, source="imported", billed_elsewhere_before="2026-12")
    assert (shown.used, shown.used_in) == (True, "2026-11")
    assert drawn(loaded=True, billed_elsewhere_before="2026-11").used is None
    assert drawn(loaded=True, billed_elsewhere_before="2026-12", replaced_by=LATER).used is False
