"""What becomes of a reading: control readings, withdrawal, the bill, the passport."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from chassis.context import Caller, Context, entered
from chassis.errors import Refusal
from contracts.billing import BillPublished, OwnerChanged, UsedReading
from contracts.readings import ControlCheck, ControlReading, ReadingCorrection
from contracts.wire import AccountRefs, AccountsInterval, ZoneValue
from tests.integration.readings.conftest import METERS, ONE, STAFF, TWO, Desk


def bill(period: str = "2026-11", revision: int = 1, method: Any = "metered", **used: Any) -> BillPublished:
    return BillPublished(
        account_number=used.pop("account", ONE),
        period=period,
        revision=revision,
        total_kopecks=100,
        due_on=date(2026, 12, 15),
        method=method,
        readings=[UsedReading(meter_serial=used.pop("serial", "S-1"), **row) for row in used.pop("rows", [])],
        published_at=datetime(2026, 12, 5, revision, tzinfo=UTC),
    )


def use(value: int, taken_on: date = date(2026, 11, 20), zone: Any = "one") -> dict[str, Any]:
    return {"zone": zone, "value": value, "taken_on": taken_on}


def control(desk: Desk, value: int, taken_on: date = date(2026, 11, 20), key: str = "control-1", **more: bool) -> Any:
    request = ControlReading(
        account_number=ONE,
        values=[ZoneValue(zone="one", value=value)],
        taken_on=taken_on,
        act="Акт 17",
        idempotency_key=key,
        **more,
    )
    with entered(Context(caller=STAFF)):
        return desk.readings.record_control_reading(request)


def withdraw(desk: Desk, reading_id: str, key: str = "withdraw-1") -> Any:
    request = ReadingCorrection(
        account_number=ONE, reading_id=reading_id, reason="опечатка абонента", idempotency_key=key
    )
    with entered(Context(caller=STAFF)):
        return desk.readings.withdraw_reading(request)


@pytest.mark.req("B1", "M4.6.1")
def test_the_bill_marks_what_it_used_and_what_not(desk: Desk):
    first = desk.submit(ONE, one="12500")
    desk.clock.moment = datetime(2026, 11, 21, 9, tzinfo=UTC)
    second = desk.submit(ONE, one="12565")
    assert desk.life(second.reading_id).used is None
    desk.hear(bill(rows=[use(12565, date(2026, 11, 21))]))
    used, passed_over = desk.life(second.reading_id), desk.life(first.reading_id)
    assert (used.used, used.used_in) == (True, "2026-11")
    assert used.steps[-1].title == "Приняты к расчёту"
    assert (passed_over.used, passed_over.used_in) == (False, None)
    assert "более поздние" in passed_over.reason


def test_revisions_may_come_in_any_order(desk: Desk):
    accepted = desk.submit(ONE, one="12565")
    desk.hear(bill(revision=2, rows=[use(12565)]), bill(revision=1, method="average"))
    assert desk.life(accepted.reading_id).used is True


@pytest.mark.req("M4.6.1")
def test_an_estimated_month_stands_among_the_readings(desk: Desk):
    desk.hear(bill("2026-10", method="average"))
    estimate = desk.lives()[0]
    assert (estimate.source, estimate.used_in, estimate.taken_on) == ("estimated", "2026-10", date(2026, 10, 31))
    assert "по среднему расходу" in estimate.reason


def test_a_failed_meter_s_last_reading_is_used_though_the_rest_is_average(desk: Desk):
    desk.submit(ONE, one="12415")
    desk.hear(bill(method="average", rows=[use(12415)]))
    assert [life.source for life in desk.lives()][:2] == ["without_payment", "without_payment"]
    assert desk.lives()[0].used is True


def test_all_zones_of_a_reading_are_used_together(desk: Desk):
    desk.submit(TWO, day="20250", night="9890")
    rows = [use(20250, zone="day"), use(9890, zone="night")]
    event = bill(account=TWO, rows=[])
    used = [UsedReading(meter_serial="S-2", **row) for row in rows]
    desk.hear(event.model_copy(update={"readings": used[:1]}))
    assert desk.lives(TWO)[0].used is False
    desk.hear(event.model_copy(update={"readings": used, "revision": 2}))
    assert desk.lives(TWO)[0].used is True


@pytest.mark.req("S4")
def test_a_control_reading_binds_what_comes_after(desk: Desk):
    accepted = control(desk, 12500)
    assert accepted.period == "2026-11"
    assert control(desk, 12500) == accepted
    assert control(desk, 12500, key="control-2").repeated
    assert desk.events("reading_recorded")[0]["source"] == "control"
    assert desk.check(ONE, one="12490").findings[0].code == "E10"
    assert desk.check(ONE, one="12510").zones[0].previous == 12500


@pytest.mark.req("S4")
def test_a_control_reading_may_contradict_the_consumer(desk: Desk):
    desk.submit(ONE, one="12565")
    control(desk, 12400)
    desk.clock.moment = datetime(2026, 11, 24, 9, tzinfo=UTC)
    assert desk.check(ONE, one="12425").verdict == "accepted"


@pytest.mark.req("S7")
def test_a_control_reading_counts_for_the_month_of_the_check_though_it_is_billed(desk: Desk):
    """П. 61; the difference enters the open bill by the settlement of billing."""
    desk.hear(bill("2026-10", rows=[use(12345, date(2026, 10, 20))]))
    assert control(desk, 12400, date(2026, 10, 28)).period == "2026-10"


@pytest.mark.req("S4", "S5")
def test_a_control_reading_that_can_hardly_be_true_is_asked_about_first(desk: Desk):
    """12345 on 20 October, then 99999: 87 654 kWh in 31 days, of which 15 kW let through 11 160."""
    asked = ControlCheck(account_number=ONE, values=[ZoneValue(zone="one", value=99999)], taken_on=date(2026, 11, 20))
    with entered(Context(caller=STAFF)):
        checked = desk.readings.check_control_reading(asked)
    assert (checked.verdict, checked.zones[0].previous, checked.zones[0].volume) == ("needs_confirmation", 12345, 87654)
    with pytest.raises(Refusal) as refusal:
        control(desk, 99999)
    assert refusal.value.code == "confirmation_needed" and desk.events("reading_recorded") == []
    accepted = control(desk, 99999, confirmed=True)
    [(details,)] = desk.rows("select details from audit")
    expected = {"act": "Акт 17", "values": "99999", "taken_on": "2026-11-20", "confirmed": "E5b"}
    assert details == expected, "the trail tells what was recorded and what was seen first"
    assert "невозможен" in desk.life(accepted.reading_id).steps[-1].detail


@pytest.mark.req("S4", "S6")
def test_an_inspector_says_that_a_counter_went_through_zero(desk: Desk):
    with pytest.raises(Refusal):
        control(desk, 100)
    control(desk, 100, confirmed=True, passed_zero=True)
    assert desk.events("reading_recorded")[0]["passed_zero"] is True


@pytest.mark.parametrize(
    ("value", "taken_on", "field"), [(100000, date(2026, 11, 20), "values"), (1, date(2026, 12, 1), "taken_on")]
)
def test_mistakes_in_a_control_reading(desk: Desk, value: int, taken_on: date, field: str):
    with pytest.raises(Refusal) as refusal:
        control(desk, value, taken_on)
    assert (refusal.value.code, refusal.value.field) == ("reading_refused", field)


@pytest.mark.req("S4", "B1")
def test_a_withdrawn_reading_keeps_its_story(desk: Desk):
    accepted = desk.submit(ONE, one="12999", confirmed=True)
    life = withdraw(desk, accepted.reading_id)
    assert life.used is False
    assert "опечатка абонента" in life.reason
    assert withdraw(desk, accepted.reading_id, key="withdraw-2").steps == life.steps
    (event,) = desk.events("reading_withdrawn")
    assert event["reading_id"] == accepted.reading_id
    assert desk.check(ONE, one="12400").findings == []


@pytest.mark.parametrize("reading_id", ["999999", "not-a-number", "9" * 60])
def test_withdrawing_what_is_not_there(desk: Desk, reading_id: str):
    with pytest.raises(Refusal) as refusal:
        withdraw(desk, reading_id)
    assert refusal.value.code == "reading_not_found"


def test_a_reading_of_another_account_is_not_found(desk: Desk):
    foreign = desk.lives(TWO)[0].reading_id
    with pytest.raises(Refusal):
        withdraw(desk, foreign)


def test_loaded_history_tells_that_it_was_used_before(desk: Desk):
    used = {life.period: life.used for life in desk.lives()}
    assert used == {"2026-07": True, "2026-08": True, "2026-09": True, "2026-10": None}


@pytest.mark.req("B1", "S4", "S5")
def test_deeds_of_staff_are_recorded_with_their_actor_and_reason(desk: Desk):
    read = control(desk, 12600)
    withdraw(desk, read.reading_id)
    sent = desk.submit(ONE, one="12610")
    control_details = {"act": "Акт 17", "values": "12600", "taken_on": "2026-11-20"}
    rows = desk.rows("select action, actor_id, actor_role, subject, account_number, details from audit order by id")
    assert [tuple(row) for row in rows] == [
        ("record_control_reading", "7", "operator", read.reading_id, ONE, control_details),
        ("withdraw_reading", "7", "operator", read.reading_id, ONE, {"reason": "опечатка абонента"}),
        ("submit_readings", "42", "customer", sent.reading_id, ONE, {"values": "12610"}),
    ]
    assert "Акт 17" in desk.life(read.reading_id).steps[0].detail


@pytest.mark.req("M4.1.5")
def test_the_form_tells_of_the_meter_what_its_owner_should_know(desk: Desk):
    due = METERS.replace("S-1,5,one,2019-04-11,,2035-04-11,,15", "S-1,5,one,2019-04-11,,2026-12-10,,15")
    desk.load(meters=due)
    (shown, other) = desk.readings.get_meters(AccountRefs(account_numbers=[ONE, TWO])).accounts
    assert [(note.code, note.urgent) for note in shown.meter.notes] == [("verification", True)]
    assert other.meter.notes == []


@pytest.mark.req("M4.1.12")
def test_a_new_owner_sees_the_readings_of_the_own_term(desk: Desk):
    """Staff see all; the last reading stays what the next one is compared with."""
    customer = Context(caller=Caller("43", "customer", frozenset({ONE})))
    for since in (date(2026, 11, 3), date(2026, 1, 1)):  # in whatever order they come
        desk.hear(OwnerChanged(account_number=ONE, since=since, changed_at=desk.clock.now()))
    with entered(customer):
        assert desk.lives() == []
        interval = AccountsInterval(account_numbers=[ONE, TWO], since=date(2026, 1, 1), until=date(2026, 12, 31))
        assert desk.readings.list_sent_without_payment(interval).readings == []
        assert desk.check(ONE, one="12400").zones[0].previous == 12345
    assert len(desk.lives()) == 4
    desk.submit(ONE, one="12400")
    with entered(customer):
        assert [life.taken_on for life in desk.lives()] == [date(2026, 11, 20)]
