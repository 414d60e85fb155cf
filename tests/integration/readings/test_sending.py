"""A consumer sends readings: check, confirmation, one reading for what was sent twice."""

from datetime import UTC, date, datetime, timedelta

import pytest

from chassis.context import Context, entered
from chassis.errors import Refusal
from contracts.payments import PaymentSucceeded
from contracts.readings import ReadingAccepted, ReadingSubmission, TypedReading
from contracts.wire import AccountRefs, AccountsInterval, ZoneValue
from tests.integration.readings.conftest import BARE, METERS, NOW, ONE, STAFF, TWO, Desk


def paid(payment_id: str = "p-1", account: str = ONE, started: datetime = NOW, **values: int) -> PaymentSucceeded:
    return PaymentSucceeded(
        payment_id=payment_id,
        user_id="42",
        account_number=account,
        address="г. Калуга",
        amount_kopecks=10000,
        bank_order_id="o-1",
        readings=[ZoneValue(zone=zone, value=value) for zone, value in values.items()] or None,
        receipt_email=None,
        started_at=started,
        paid_at=started + timedelta(minutes=5),
        card_masked=None,
        approval_code=None,
    )


@pytest.mark.req("M4.1.5", "M4.1.6")
def test_the_form_learns_what_to_draw(desk: Desk):
    two, bare, one = desk.readings.get_meters(AccountRefs(account_numbers=[TWO, BARE, ONE])).accounts
    assert [register.zone for register in two.meter.registers] == ["day", "night"]
    assert (one.meter.digits, one.meter.registers[0].last_value) == (5, 12345)
    assert one.meter.registers[0].last_on == date(2026, 10, 20)
    assert (one.counts_for, one.sent_this_period) == ("2026-11", False)
    assert bare.meter is None
    desk.submit(ONE, one="12400")
    assert desk.readings.get_meters(AccountRefs(account_numbers=[ONE])).accounts[0].sent_this_period


@pytest.mark.req("B2")
def test_a_check_prices_nothing_and_stores_nothing(desk: Desk):
    response = desk.check(TWO, day="20250", night="9890")
    assert (response.verdict, response.period) == ("accepted", "2026-11")
    assert [(zone.zone, zone.volume) for zone in response.zones] == [("day", 150), ("night", 90)]
    assert len(desk.lives(TWO)) == 1


@pytest.mark.req("M4.1.4")
def test_no_meter_no_readings(desk: Desk):
    for call in (desk.check, desk.submit):
        with pytest.raises(Refusal) as refusal:
            call(BARE, one="1")
        assert refusal.value.code == "no_meter"


def test_a_reading_is_recorded_and_told(desk: Desk):
    accepted = desk.submit(ONE, one="12565")
    assert (accepted.period, accepted.repeated) == ("2026-11", False)
    (event,) = desk.events("reading_recorded")
    assert event["values"] == [{"zone": "one", "value": 12565, "decimals": 0}]
    assert (event["meter_serial"], event["source"], event["taken_on"]) == ("S-1", "without_payment", "2026-11-20")


def test_wrong_readings_are_refused_with_all_findings(desk: Desk):
    with pytest.raises(Refusal) as refusal:
        desk.submit(TWO, day="20 250", night="9890,4")
    assert refusal.value.code == "reading_refused"
    assert [found["zone"] for found in refusal.value.details["findings"]] == ["day", "night"]
    assert desk.events("reading_recorded") == []


def test_an_unusual_one_waits_for_a_yes(desk: Desk):
    with pytest.raises(Refusal) as refusal:
        desk.submit(ONE, one="15000")
    assert refusal.value.code == "confirmation_needed"
    accepted = desk.submit(ONE, confirmed=True, one="15000")
    steps = [step.title for step in desk.life(accepted.reading_id).steps]
    assert steps == ["Получены", "Проверены", "Подтверждены при передаче"]


def test_the_same_command_twice_is_one_reading(desk: Desk):
    first = desk.submit(ONE, key="form-12345678", one="12565")
    assert desk.submit(ONE, key="form-12345678", one="12565") == first
    with pytest.raises(Refusal) as refusal:
        desk.submit(ONE, key="form-12345678", one="12566")
    assert refusal.value.code == "idempotency_conflict"
    assert len(desk.events("reading_recorded")) == 1


@pytest.mark.req("M4.1.7")
def test_two_part_payments_with_the_same_readings_are_one_reading(desk: Desk):
    desk.hear(paid("p-1", one=12565), paid("p-2", started=NOW + timedelta(hours=2), one=12565), paid("p-1", one=12565))
    life = desk.lives()[0]
    assert (life.source, life.values[0].value) == ("payment", 12565)
    assert [step.title for step in life.steps] == ["Получены", "Проверены", "Переданы ещё раз"]
    assert len(desk.events("reading_recorded")) == 1
    assert desk.submit(ONE, one="12565").repeated


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
@pytest.mark.case("A6")
def test_payments_may_be_heard_in_any_order(desk: Desk, order: tuple[int, int]):
    events = [paid("p-1", one=12500), paid("p-2", started=NOW + timedelta(days=1), one=12565)]
    desk.hear(*(events[place] for place in order))
    newest, older = desk.lives()[:2]
    assert [life.values[0].value for life in (newest, older)] == [12565, 12500]
    assert "в расчёт пойдут они" in older.reason


def test_the_moment_of_sending_decides_the_period(desk: Desk):
    desk.clock.moment = datetime(2026, 11, 26, 9, tzinfo=UTC)
    # 25 November 23:50 in Moscow; the bank confirmed on the 26th
    desk.hear(paid(started=datetime(2026, 11, 25, 20, 50, tzinfo=UTC), one=12565))
    assert desk.lives()[0].period == "2026-11"
    assert desk.lives()[0].taken_on == date(2026, 11, 25)


def test_a_paid_reading_that_does_not_pass_is_kept_with_its_reason(desk: Desk):
    desk.hear(paid("p-1", one=12000), paid("p-2", account=BARE, one=5), paid("p-3"))
    life = desk.lives()[0]
    assert life.used is False
    assert "Показание меньше прошлого" in life.reason
    assert desk.events("reading_recorded") == []
    assert desk.check(ONE, one="12400").zones[0].previous == 12345


@pytest.mark.req("M4.3.3")
def test_readings_without_payment_are_listed_for_payments(desk: Desk):
    desk.submit(ONE, one="12565")
    desk.hear(paid("p-9", account=TWO, day=20200, night=9850))
    interval = AccountsInterval(account_numbers=[ONE, TWO], since=date(2026, 11, 1), until=date(2026, 11, 30))
    sent = desk.readings.list_sent_without_payment(interval).readings
    assert [(reading.account_number, reading.values[0].value) for reading in sent] == [(ONE, 12565)]


@pytest.mark.req("S6", "M4.1.5")
def test_each_of_several_meters_says_whether_it_was_sent(desk: Desk):
    desk.load(
        meters=METERS.replace("max_power_kw\n", "max_power_kw,point\n").replace(",15\n", ",15,1\n")
        + f"{ONE},B-2,5,one,2019-04-11,,2035-04-11,,15,2\n"
    )
    desk.submit(ONE, one="12400")
    account = desk.readings.get_meters(AccountRefs(account_numbers=[ONE])).accounts[0]
    assert account.meter and not account.sent_this_period, "not all of them"
    assert [meter.sent_this_period for meter in (account.meter, *account.further_meters)] == [True, False]


@pytest.mark.req("S5", "B1", "B2")
def test_readings_by_telephone_are_judged_as_the_customers_own(desk: Desk):
    def tell(digits: str, confirmed: bool = False) -> ReadingAccepted:
        values = [TypedReading(zone="one", digits=digits)]
        request = ReadingSubmission(
            account_number=ONE, values=values, confirmed=confirmed, idempotency_key=f"told-{digits}-{confirmed}"
        )
        with entered(Context(caller=STAFF)):
            return desk.readings.record_told_readings(request)

    for digits, code in (("99999", None), ("123O5", "reading_refused"), ("1", None)):
        with pytest.raises(Refusal) as refusal:
            tell(digits)
        assert refusal.value.code in ((code,) if code else ("reading_refused", "confirmation_needed"))
    told = tell("12400")
    life = desk.life(told.reading_id)
    assert (life.by_phone, life.source, life.period) == (True, "without_payment", "2026-11")
    assert life.steps[0].detail == "по телефону, со слов абонента"
    assert tell("12400", confirmed=True).repeated, "the same said again is one reading"
    desk.clock.moment += timedelta(hours=1)
    desk.submit(ONE, one="12390")
    assert desk.life(told.reading_id).steps[-1].code == "replaced", "the customer may correct a slip of this month"
