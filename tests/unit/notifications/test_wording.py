"""Money, dates and retries, as letters have them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from contracts.auth import UserRegistered
from services.notifications.letter_kinds import formats, security
from services.notifications.letter_kinds.content import Wording
from services.notifications.letter_kinds.kind import PURPOSES
from services.notifications.sending.schedule import LEASE, pause


@pytest.mark.parametrize(
    ("kopecks", "shown"),
    [(0, "0,00 ₽"), (1, "0,01 ₽"), (123456, "1 234,56 ₽"), (10**9, "10 000 000,00 ₽"), (-150, "−1,50 ₽")],
)
def test_money(kopecks: int, shown: str) -> None:
    assert formats.money(kopecks).replace(formats.NBSP, " ") == shown


def test_dates_are_moscow_days_in_russian_cases() -> None:
    assert formats.day(date(2026, 5, 1)).replace(formats.NBSP, " ") == "1 мая 2026"
    midnight = datetime(2026, 11, 30, 21, 5, tzinfo=UTC)
    assert formats.moment(midnight).replace(formats.NBSP, " ") == "1 декабря 2026, 00:05 (московское время)"
    assert formats.period("2026-10") == "октябрь 2026"


def test_readings_and_accounts() -> None:
    assert formats.readings([("one", 12345)]) == "12345"
    assert formats.readings([("peak", 1), ("semi", 2), ("night", 3)]) == "пик 1, полупик 2, ночь 3"
    assert formats.account("180111111") == "(180)111111"


def test_wording_survives_its_row() -> None:
    event = UserRegistered(
        user_id="u",
        account_number="180111111",
        email="a@b.ru",
        token="t",
        expires_at=datetime(2026, 11, 25, tzinfo=UTC),
    )
    wording = security.activation(event)
    assert Wording.load(wording.dump()) == wording
    assert "t" not in (wording.button.path if wording.button else "").split("=")


def test_retries_slow_down_and_go_on() -> None:
    pauses = [pause(n) for n in range(1, 12)]
    assert pauses == sorted(pauses)
    assert pauses[0] == timedelta(minutes=1)
    assert pauses[-1] == timedelta(minutes=30)
    assert timedelta(seconds=6 * 20) <= LEASE, "six steps of SMTP, as long as each may take"


def test_what_opens_the_cabinet_goes_before_bulk() -> None:
    assert PURPOSES["activation"].priority < PURPOSES["receipt"].priority < PURPOSES["bill"].priority
