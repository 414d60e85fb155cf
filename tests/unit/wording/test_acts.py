"""Acts as grounds: number and day, and a number that is a title already."""

from datetime import date

import pytest

from wording.acts import act
from wording.recalculations import ground, short


@pytest.mark.parametrize(
    ("number", "day", "words"),
    [
        ("7", date(2026, 9, 12), "акт № 7 от 12.09.2026"),
        ("15/2", None, "акт № 15/2"),
        ("Акт недопуска № 7", date(2026, 9, 12), "Акт недопуска № 7 от 12.09.2026"),
        ("№ 7-К", None, "№ 7-К"),
        (" ", date(2026, 9, 12), "акт от 12.09.2026"),
    ],
)
def test_an_act_in_words(number: str, day: date | None, words: str) -> None:
    assert act(number, day) == words


def test_a_recalculation_by_an_act_names_it() -> None:
    assert ground("act", "2026-08", "2026-08", "17") == "За август 2026: акт № 17"
    assert ground("act", "2026-08", "2026-08") == "За август 2026: акт"
    assert ground("late_reading", "2026-08", "2026-08", "readings.csv").endswith(
        "показания получены после выставления счёта"
    )
    assert short("unknown", "17") is None
