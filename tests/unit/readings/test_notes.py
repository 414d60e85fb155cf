"""What the owner of a meter is warned of: 90, 60 and 30 days before its verification runs out, of a failure, E11."""

from datetime import date, timedelta

import pytest

from services.readings.policy import shipped
from services.readings.rules.notes import Note, notes
from services.readings.rules.policy import policy_on

TODAY = date(2026, 11, 20)
POLICY = policy_on(TODAY, shipped(), [])


def notes_of(due_in: int | None = None, failed_on: date | None = None, smart: bool = False) -> list[Note]:
    due = None if due_in is None else TODAY + timedelta(days=due_in)
    return list(notes(due, failed_on, smart, TODAY, POLICY))


@pytest.mark.parametrize(
    ("days", "count", "advice", "urgent"),
    [(91, 0, False, False), (90, 1, False, False), (61, 1, False, False), (60, 1, True, False), (31, 1, True, False),
     (30, 1, True, True), (0, 1, True, True)],
)  # fmt: skip
def test_the_end_of_verification_comes_nearer(days: int, count: int, advice: bool, urgent: bool) -> None:
    found = notes_of(days)
    assert len(found) == count
    for note in found:
        assert (note.urgent, "обслуживающим участком" in note.message) == (urgent, advice)
        assert f"осталось {days} дн." in note.message


def test_readings_count_after_the_verification_has_run_out() -> None:
    (note,) = notes_of(-1)
    assert note.urgent and "Показания принимаем" in note.message and "19 ноября 2026" in note.message


def test_the_days_are_dated_numbers() -> None:
    longer = policy_on(TODAY, shipped(), [("verification_first_days", date(2026, 1, 1), 120)])
    assert len(list(notes(TODAY + timedelta(days=100), None, False, TODAY, longer))) == 1


def test_a_failure_is_told_first() -> None:
    assert [note.code for note in notes_of(5, date(2026, 11, 11), smart=True)] == ["failed", "verification", "smart"]
    assert notes_of(failed_on=date(2026, 12, 1)) == []


def test_e11_a_smart_meter_needs_no_typing() -> None:
    (note,) = notes_of(smart=True)
    assert not note.urgent and "вводить их не обязательно" in note.message
