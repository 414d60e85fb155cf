"""Readings that come with payments through banks become readings «через банк», by the checks of a customer's; what
does not pass is kept with its reason for the row, and the payment is nobody's business here."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from contracts.bank_readings import BankOperationRef, BankOperations, BankReading
from contracts.registers import BankReadingsReceived, BankReadingsReleased, GivenReading, GivenValue
from tests.integration.readings.conftest import BARE, METERS, NOW, ONE, READINGS, TWO, Desk

pytestmark = [pytest.mark.req("S3", "M4.6.1", "B1"), pytest.mark.case("I8")]

CHANNEL, PAID = "ПАО СБЕРБАНК", date(2026, 11, 18)
LATER = datetime(2026, 12, 3, 9, 0, tzinfo=UTC)


def given(
    *digits: str, account: str = ONE, operation: str = "100", nth: int = 1, paid_on: date = PAID, serial: str = "",
    zones: tuple[Any, ...] = (),
) -> BankReadingsReceived:  # fmt: skip
    named = zones or (None,) * len(digits)
    values = [GivenValue(zone=zone, digits=text) for zone, text in zip(named, digits, strict=True)]
    return BankReadingsReceived(
        channel=CHANNEL,
        operation=operation,
        nth=nth,
        account_number=account,
        paid_on=paid_on,
        readings=[GivenReading(serial=serial, values=values)],
    )


def released(account: str = ONE, operation: str = "100", nth: int = 1) -> BankReadingsReleased:
    return BankReadingsReleased(channel=CHANNEL, operation=operation, nth=nth, account_number=account, released_at=NOW)


def judged(desk: Desk, operation: str = "100") -> list[BankReading]:
    wanted = BankOperations(operations=[BankOperationRef(channel=CHANNEL, operation=operation)])
    return desk.readings.list_bank_readings(wanted).readings


def test_it_is_a_reading_through_the_bank_of_the_day_of_the_payment(desk: Desk) -> None:
    before = len(desk.events("reading_recorded"))
    desk.hear(given("12500"))
    (told,) = judged(desk)
    assert (told.outcome, told.reason, told.written, told.account_number) == ("recorded", "", "12500", ONE)
    life = desk.life(str(told.reading_id))
    assert (life.through_bank, life.taken_on, life.period, life.used) == (True, PAID, "2026-11", None)
    assert [step.detail for step in life.steps if step.code == "received"] == ["через банк"]
    assert any(step.detail == CHANNEL for step in life.steps)
    event = desk.events("reading_recorded")[before]
    assert (event["through_bank"], event["source"], event["values"]) == (
        True,
        "payment",
        [{"zone": "one", "value": 12500, "decimals": 0}],
    )


def test_told_twice_it_is_recorded_once(desk: Desk) -> None:
    before = len(desk.events("reading_recorded"))
    desk.hear(given("12500"), given("12500"))
    assert len(desk.events("reading_recorded")) == before + 1
    assert [one.outcome for one in judged(desk)] == ["recorded"]


def test_the_same_readings_by_two_ways_are_one_reading(desk: Desk) -> None:
    sent = desk.submit(ONE, one="12500")
    desk.hear(given("12500"))
    (told,) = judged(desk)
    assert (told.outcome, told.reading_id) == ("repeated", sent.reading_id)
    assert "Переданы ещё раз" in [step.title for step in desk.life(sent.reading_id).steps]


@pytest.mark.parametrize(
    ("event", "reason", "listed"),
    [
        (given("12345,7"), "цифры после запятой не нужны, укажите 12345", False),
        (given("не помню"), "нужны только цифры", False),
        (given("123450"), "не больше 5 цифр", False),
        (given("1"), "Показание меньше прошлого", True),
        (given("99999"), "невозможен", True),
        (given("15900"), "Через банк это не подтвердить: уточните у абонента", True),
        (given("12500", "12500"), "в реестре показаний: 2, шкал у счётчика: 1", False),
        (given("20200", account=TWO), "в реестре показаний: 1, шкал у счётчика: 2", False),
        (given("12500", serial="S-9"), "у счёта нет счётчика № S-9", False),
        (given("12500", account=BARE), "у счёта нет счётчика", False),
        (given("20200", account=TWO, zones=("day",)), "Заполните показания", False),
        (given("12500", zones=("night",)), "Заполните показания", False),
    ],
)
def test_what_a_customer_could_not_send_does_not_count_and_says_why(
    desk: Desk, event: BankReadingsReceived, reason: str, listed: bool
) -> None:
    before = len(desk.events("reading_recorded"))
    desk.hear(event)
    (told,) = judged(desk)
    assert told.outcome == "refused"
    assert reason in told.reason
    assert len(desk.events("reading_recorded")) == before
    refused = [life for life in desk.lives(event.account_number) if life.through_bank]
    assert bool(refused) is listed
    assert all(life.used is False and reason in life.reason for life in refused)


def test_numbers_without_names_follow_the_order_of_the_meter(desk: Desk) -> None:
    desk.hear(given("20300", "9850", account=TWO))
    (told,) = judged(desk)
    life = desk.life(str(told.reading_id), TWO)
    assert {value.zone: value.value for value in life.values} == {"day": 20300, "night": 9850}


def test_names_win_over_the_order(desk: Desk) -> None:
    desk.hear(given("9850", "20300", account=TWO, zones=("night", "day")))
    (told,) = judged(desk)
    assert told.written == "ночь 9850, день 20300"
    life = desk.life(str(told.reading_id), TWO)
    assert {value.zone: value.value for value in life.values} == {"day": 20300, "night": 9850}


def test_a_counter_that_went_through_zero_with_a_use_as_usual_counts(empty_desk: Desk) -> None:
    empty_desk.load(meters=METERS, readings=READINGS.replace("12345", "99900").replace("12140", "99700"))
    empty_desk.hear(given("00090"))
    (told,) = judged(empty_desk)
    assert told.outcome == "recorded"
    assert "Счётчик перешёл через ноль" in [step.title for step in empty_desk.life(str(told.reading_id)).steps]


@pytest.mark.parametrize(("paid_on", "period"), [(date(2026, 11, 25), "2026-11"), (date(2026, 11, 26), "2026-12")])
def test_the_day_of_the_payment_decides_the_month_however_late_the_file(desk: Desk, paid_on: date, period: str) -> None:
    desk.clock.moment = LATER
    desk.hear(given("12500", paid_on=paid_on))
    life = desk.life(str(judged(desk)[0].reading_id))
    assert (life.taken_on, life.period) == (paid_on, period)


def test_an_earlier_day_does_not_replace_what_the_customer_sent_after_it(desk: Desk) -> None:
    desk.hear(given("12400", paid_on=PAID - timedelta(days=8)))
    sent = desk.submit(ONE, one="12500")
    desk.hear(given("12480", operation="101", paid_on=PAID - timedelta(days=1)))
    assert desk.life(sent.reading_id).reason_code == "pending"
    assert {one.reason_code for one in desk.lives() if one.through_bank} == {"replaced"}


def test_a_payment_of_another_account_takes_its_readings_along(desk: Desk) -> None:
    desk.hear(given("12500"), released(), given("20300", "9850", account=TWO, nth=2))
    (told,) = judged(desk)
    assert (told.account_number, told.outcome) == (TWO, "recorded")
    (life,) = [one for one in desk.lives(ONE) if one.through_bank]
    assert (life.used, life.reason_code) == (False, "withdrawn")
    assert [event["reason"] for event in desk.events("reading_withdrawn")] == [
        "платёж, с которым они пришли, отнесён к другому счёту"
    ]


def test_taken_back_before_it_was_told_it_never_counts(desk: Desk) -> None:
    before = len(desk.events("reading_recorded"))
    desk.hear(released(), given("12500"))
    assert len(desk.events("reading_recorded")) == before
    assert judged(desk) == []


def test_what_was_sent_before_stays_when_the_payment_goes(desk: Desk) -> None:
    sent = desk.submit(ONE, one="12500")
    desk.hear(given("12500"), released())
    assert desk.life(sent.reading_id).reason_code == "pending"
    assert desk.events("reading_withdrawn") == []


def test_a_file_of_today_with_a_day_of_tomorrow_is_of_today(desk: Desk) -> None:
    desk.hear(given("12500", paid_on=NOW.date() + timedelta(days=1)))
    assert desk.life(str(judged(desk)[0].reading_id)).taken_on == NOW.date()


def test_before_the_meter_was_there_nothing_counts(desk: Desk) -> None:
    desk.hear(given("12500", paid_on=date(2019, 1, 1)))
    assert "счётчик установлен позже" in judged(desk)[0].reason
