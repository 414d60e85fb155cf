"""Money, dates and retries, as letters have them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from contracts.auth import UserRegistered
from contracts.payments import PaymentPart
from contracts.wire import ZoneValue
from services.notifications.letter_kinds import cabinet, payments
from services.notifications.letter_kinds.catalogue import KINDS
from services.notifications.letter_kinds.content import LetterContent
from services.notifications.letter_kinds.kind import LetterKind
from services.notifications.sending.schedule import LEASE, pause
from wording.accounts import account
from wording.dates import day, moment_in_moscow, month
from wording.money import money
from wording.numbers import NBSP
from wording.zones import zone_values


@pytest.mark.parametrize(
    ("kopecks", "shown"),
    [(0, "0,00 ₽"), (1, "0,01 ₽"), (123456, "1 234,56 ₽"), (10**9, "10 000 000,00 ₽"), (-150, "−1,50 ₽")],
)
def test_money(kopecks: int, shown: str) -> None:
    assert money(kopecks).replace(NBSP, " ") == shown


def test_dates_are_moscow_days_in_russian_cases() -> None:
    assert day(date(2026, 5, 1)).replace(NBSP, " ") == "1 мая 2026"
    midnight = datetime(2026, 11, 30, 21, 5, tzinfo=UTC)
    assert moment_in_moscow(midnight).replace(NBSP, " ") == "1 декабря 2026, 00:05 (московское время)"
    assert month("2026-10") == "октябрь 2026"


def test_readings_and_accounts() -> None:
    assert zone_values([("one", 12345)]) == "12345"
    assert zone_values([("peak", 1), ("semi", 2), ("night", 3)]) == "пик 1, полупик 2, ночь 3"
    assert account("180111111") == "(180)111111"


@pytest.mark.req("M6.1")
def test_the_receipt_shows_readings_as_the_meter_has_them() -> None:
    zones = [ZoneValue(zone="day", value=125_655, decimals=1), ZoneValue(zone="night", value=7, decimals=1)]
    paid = payments.PAID.model_copy(update={"readings": zones})
    assert dict(payments.receipt(paid).facts)["Показания"] == "день 12565,5, ночь 0,7"


@pytest.mark.req("B14", "M6.1")
def test_the_receipt_of_several_accounts_has_a_line_for_each() -> None:
    """Whichever account is told first, the letter is the same but for its addressee's own fields: it is the order's."""
    parts = [
        PaymentPart(
            account_number="180111111",
            address="ул. Кирова, д. 12",
            amount_kopecks=50_000,
            readings=[ZoneValue(zone="one", value=578, decimals=1)],
        ),
        PaymentPart(account_number="180111112", address="СНТ «Заря», уч. 7", amount_kopecks=25_050, readings=None),
    ]
    letters = []
    for part in parts:
        own = {"account_number": part.account_number, "amount_kopecks": part.amount_kopecks, "parts": parts}
        letters.append(payments.receipt(payments.PAID.model_copy(update=own)))
    assert letters[0] == letters[1]
    facts = dict(letters[0].facts)
    assert facts["Сумма"] == "750,50\N{NO-BREAK SPACE}₽" and "750,50" in letters[0].subject
    assert facts["Лицевой счёт (180)111111"].endswith("ул. Кирова, д. 12, 57,8")
    assert facts["Лицевой счёт (180)111112"] == "250,50\N{NO-BREAK SPACE}₽, СНТ «Заря», уч. 7"


def test_wording_survives_its_row() -> None:
    event = UserRegistered(
        user_id="u",
        account_number="180111111",
        email="a@b.ru",
        token="t",
        expires_at=datetime(2026, 11, 25, tzinfo=UTC),
    )
    wording = cabinet.activation(event)
    assert LetterContent.load(wording.dump()) == wording
    assert "t" not in (wording.button.path if wording.button else "").split("=")


def test_retries_slow_down_and_go_on() -> None:
    pauses = [pause(n) for n in range(1, 12)]
    assert pauses == sorted(pauses)
    assert pauses[0] == timedelta(minutes=1)
    assert pauses[-1] == timedelta(minutes=30)
    assert timedelta(seconds=6 * 20) <= LEASE, "six steps of SMTP, as long as each may take"


def test_what_opens_the_cabinet_goes_before_bulk() -> None:
    assert KINDS["activation"].priority < KINDS["receipt"].priority < KINDS["bill"].priority


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.code)
def test_every_kind_of_letter_has_a_sample_for_the_desk(kind: LetterKind) -> None:
    content = kind.sample()
    assert content.subject and content.title and kind.title and kind.label
    assert LetterContent.load(content.dump()) == content, "what is stored is what is sent"
