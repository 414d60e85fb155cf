"""Readings of a file that can hardly be true: refused with the remedy, taken when their line answers (E4, E5)."""

from datetime import UTC, datetime

import pytest

from contracts.audit import AuditQuery
from intake.faults import FilesRefused
from tests.integration.readings.conftest import METERS, ONE, Desk
from tests.integration.readings.test_life import control, withdraw

pytestmark = pytest.mark.req("S1", "S6")
HEAD = "account_number,serial,zone,value,taken_on,source,confirmed,passed_zero"


def row(value: int, day: str = "2026-11-10", source: str = "imported", stated: str = ",", serial: str = "S-1") -> str:
    return f"{ONE},{serial},one,{value},{day},{source},{stated}"


def load(desk: Desk, *rows: str, **files: str) -> int:
    return desk.load(readings="\n".join([HEAD, *rows, ""]), **files)["readings"]


def refused(desk: Desk, *rows: str) -> list[tuple[int, str, str]]:
    with pytest.raises(FilesRefused) as caught:
        load(desk, *rows)
    return [(fault.line, fault.field, fault.found) for fault in caught.value.faults]


def asked(desk: Desk) -> str:
    """What the reports ask about readings below the former ones."""
    return "; ".join(said for said in desk.said if "расчёт вернёт кВт·ч" in said)


@pytest.mark.parametrize("source", ["imported", "without_payment"])
def test_one_below_the_former_is_taken_and_asked_about(desk: Desk, source: str):
    assert load(desk, row(12_000, source=source)) == 1
    assert "passed_zero 1" in asked(desk) and "12000 после 12345 (2026-10-20)" in asked(desk)


@pytest.mark.parametrize("stated", ["1,", ",1"])
def test_its_line_may_answer_before_it_is_asked(desk: Desk, stated: str):
    desk.load(meters=METERS.replace(",15\n180111112", ",500\n180111112"))
    assert load(desk, row(12_000, stated=stated)) == 1
    assert not asked(desk)


def near_the_end(desk: Desk) -> Desk:
    """The counter stands shortly before zero since October."""
    load(desk, row(99_900, "2026-10-25", stated="1,"))
    return desk


@pytest.mark.parametrize(
    ("value", "source", "field"),
    [
        (23_506, "imported", "confirmed"),  # 15 kW are 11 160 kWh in 31 days
        (24_000, "control", "confirmed"),
    ],
)
def test_it_is_refused_with_what_it_is_compared_with(desk: Desk, value: int, source: str, field: str):
    ((line, named, found),) = refused(desk, row(value, source=source))
    assert (line, named, found) == (2, field, f"«{value} после 12345 (2026-10-20)»")
    assert load(desk, row(value, source=source, stated="1,")) == 1
    assert desk.lives()[0].values[0].value == value


def test_what_can_be_is_taken_without_a_word(desk: Desk):
    assert load(desk, row(12_345 + 31 * 15 * 24)) == 1
    assert not any("remedy" in said or "confirmed" in said for said in desk.said)


def test_an_inspector_s_lower_reading_gives_kwh_back_but_not_below_another_inspector_s(desk: Desk):
    assert load(desk, row(12_300, source="control")) == 1
    assert not asked(desk)
    assert load(desk, row(12_200, "2026-11-15", "control")) == 1
    assert "12200 после 12300 (2026-11-10)" in asked(desk)


def test_a_slip_of_the_month_is_corrected_downwards(desk: Desk):
    load(desk, row(12_900, "2026-11-10"))
    assert load(desk, row(12_600, "2026-11-12")) == 1
    assert not asked(desk)


def test_a_counter_that_surely_went_through_zero_is_taken_with_a_remark(desk: Desk):
    near_the_end(desk)
    assert load(desk, row(50)) == 1
    assert any("переход счётчика через ноль" in said and "99900" in said for said in desk.said)


def test_a_long_way_through_zero_is_stated(desk: Desk):
    """More than half of the scale of 4 digits: only its line can tell it from a reading that is too low."""
    desk.load(meters=METERS + "180111115,S-4,4,one,2026-06-01,,2035-04-11,,15\n")
    load(desk, "180111115,S-4,one,9500,2026-07-20,imported,,")
    new = "180111115,S-4,one,5500,2026-11-10,imported,"
    assert load(desk, f"{new},1") == 1
    assert not asked(desk)
    assert desk.rows("select passed_zero from readings order by id desc limit 1")[0].passed_zero


def test_what_was_stated_stands_in_the_passport_and_in_the_trail(desk: Desk):
    load(desk, row(24_000, stated="1,"))
    assert any("Подтверждены в файле" in step.title for step in desk.lives()[0].steps)
    entry = next(e for e in desk.readings.list_audit(AuditQuery()).entries if e.action == "confirm_loaded_reading")
    assert (entry.account_number, entry.details["values"], entry.details["before"]) == (ONE, "24000", "12345")
    assert (entry.details["confirmed"], entry.details["taken_on"]) == ("1", "2026-11-10")
    assert load(desk, row(24_000)) == 0, "what is known is not judged again"


def test_history_of_a_meter_that_comes_with_it_is_not_judged_but_its_last_months_are(empty_desk: Desk):
    old = [row(500, "2026-03-20"), row(90_000, "2026-04-20"), row(100, "2026-05-20")]
    assert load(empty_desk, *old, meters=METERS) == 3
    fresh = [line.replace("S-1", "S-3").replace(ONE, "180111115") for line in (row(500, "2026-09-20"), row(60_000))]
    meters = METERS + "180111115,S-3,5,one,2019-04-11,,2035-04-11,,15\n"
    with pytest.raises(FilesRefused) as caught:
        load(empty_desk, *fresh, meters=meters)
    assert [(fault.line, fault.field) for fault in caught.value.faults] == [(3, "confirmed")]


@pytest.mark.parametrize("source", ["imported", "without_payment"])
def test_what_the_desk_took_back_does_not_return_by_its_file(desk: Desk, source: str):
    """Whether a file or the customer brought it."""
    if source == "imported":
        load(desk, row(12_500, "2026-11-20"))
        reading = desk.lives()[0].reading_id
    else:
        reading = desk.submit(ONE, one="12500").reading_id
    withdraw(desk, reading)
    assert desk.events("reading_withdrawn")[-1]["by_desk"]
    assert load(desk, row(12_500, "2026-11-20")) == 0
    assert any("отозвано на рабочем месте" in said and "12500" in said for said in desk.said)
    assert desk.check(ONE, one="12400").zones[0].previous == 12345
    assert load(desk, row(12_480, "2026-11-20")) == 1, "another value of that day is another reading"


def test_what_the_desk_recorded_anew_counts(desk: Desk):
    load(desk, row(12_500, "2026-11-20"))
    withdraw(desk, desk.lives()[0].reading_id)
    control(desk, 12_500)
    assert load(desk, row(12_500, "2026-11-20")) == 0
    desk.clock.moment = datetime(2026, 12, 10, 9, tzinfo=UTC)
    assert desk.check(ONE, one="12600").zones[0].previous == 12_500


def test_an_answer_that_comes_after_its_reading_stands_in_the_passport_too(desk: Desk):
    """The report asks for the same line once more with passed_zero 1; told again, it changes nothing."""
    assert load(desk, row(12_000)) == 1
    assert load(desk, row(12_000, stated=",1")) == 1
    (step,) = [step for step in desk.lives()[0].steps if step.title == "Подтверждены в файле"]
    assert step.detail == "счётчик перешёл через ноль"
    assert desk.rows("select passed_zero from readings order by id desc limit 1")[0].passed_zero
    entry = next(e for e in desk.readings.list_audit(AuditQuery()).entries if e.action == "confirm_loaded_reading")
    assert (entry.account_number, entry.details["passed_zero"]) == (ONE, "1")
    assert load(desk, row(12_000, stated=",1")) == 0
