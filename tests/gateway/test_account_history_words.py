"""«Расчеты» and «Хронология» are worded from codes and numbers; a billing service of the last release sends words."""

from datetime import UTC, datetime
from typing import Any

import pytest

from contracts.billing import Settlement, TimelineEntry, ZonePrices
from gateway.words.account_history import entry_title, tariff


def settlement(**changes: Any) -> Settlement:
    sums = dict.fromkeys(("opening", "charged", "corrected", "paid", "closing"), 0)
    fields = {f"{name}_kopecks": kopecks for name, kopecks in sums.items()}
    return Settlement(period="2026-10", tariff="старые слова", volume=1, method=None, **fields | changes)


def entry(kind: str, **changes: Any) -> TimelineEntry:
    at = datetime(2026, 11, 5, tzinfo=UTC)
    fields: dict[str, Any] = {
        "at": at,
        "kind": kind,
        "title": "старые слова",
        "amount_kopecks": 1,
        "balance_kopecks": 1,
    }
    return TimelineEntry(**fields | changes)


@pytest.mark.req("M4.5.1")
@pytest.mark.parametrize(
    ("prices", "words"),
    [
        ([("one", [748])], "7,48"),
        ([("one", [736, 810])], "7,36 / 8,10"),
        ([("day", [845]), ("night", [598])], "день 8,45; ночь 5,98"),
        ([], "старые слова"),
    ],
)
def test_the_tariff_of_a_period_is_worded_from_its_prices(prices: list[tuple[Any, list[int]]], words: str) -> None:
    sent = [ZonePrices(zone=zone, prices_kopecks=kopecks) for zone, kopecks in prices]
    assert tariff(settlement(prices=sent)) == words


@pytest.mark.req("B4")
@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (entry("opening"), "Остаток на начало расчётов"),
        (entry("charge", period="2026-10"), "Начислено за октябрь 2026"),
        (entry("correction", detail="акт 5"), "Перерасчёт: акт 5"),
        (entry("credit", detail="Личный кабинет"), "Оплата: Личный кабинет"),
        (entry("refund", detail="Личный кабинет"), "Возврат: Личный кабинет"),
        (entry("charge"), "старые слова"),
        (entry("credit"), "старые слова"),
    ],
)
def test_an_entry_is_worded_from_its_kind(sent: TimelineEntry, words: str) -> None:
    assert entry_title(sent) == words
