"""What an absence took off, line by line: the full norm less these lines is the charge (п. 69 «ж», 86; B29)."""

from datetime import date
from decimal import Decimal

import pytest

from services.billing.rules.charge.absences import taken_off
from services.billing.rules.charge.account_input import Absence, AccountInput
from services.billing.rules.charge.bill_shapes import BillAbsence
from services.billing.rules.charge.charging import charge
from tests.support.account_charges import FLAT, home, rates
from tests.support.facts import CASES

pytestmark = pytest.mark.req("S2")


def away(first: int, last: int, persons: int = 1) -> Absence:
    return Absence(date(2025, 11, first), date(2025, 11, last), persons)


def lines(*absences: Absence, limits: tuple[int, ...] = (), **changes: object) -> tuple[int, int, list[BillAbsence]]:
    """(charged kWh, charged kopecks, lines) of November 2025 for one person in one room: a norm of 75 kWh."""
    prices = {"one": (736, 800, 900)} if limits else FLAT
    book = rates("2025-11", prices, limits)
    household = home(**{"rooms": 1, "persons": 1, "absences": list(absences)} | changes)
    account = AccountInput(home=household, missed=0, registers=[])
    outcome = charge(account, book)
    return outcome.volume, outcome.charged, taken_off(account, outcome.lines, book)


@pytest.mark.case("B29")
def test_b29_is_75_times_18_of_30() -> None:
    volume, charged, (line,) = lines(away(5, 16))
    assert (volume, charged) == (45, 45 * 736)
    assert CASES["B29"].volume == 45
    assert (line["full_volume"], line["days"], line["of_days"]) == (75, 12, 30)
    assert (line["volume"], line["price_kopecks"], line["amount_kopecks"]) == (-30, 736, -30 * 736)
    assert (line["since"], line["until"], line["persons"]) == ("2025-11-05", "2025-11-16", 1)


def test_two_absences_have_a_line_each_and_add_up_to_the_full_norm() -> None:
    volume, charged, found = lines(away(1, 6), away(11, 22))
    assert [line["volume"] for line in found] == [-15, -30]
    assert [line["full_volume"] for line in found] == [75, 60]
    assert volume - sum(line["volume"] for line in found) == 75
    assert charged - sum(line["amount_kopecks"] for line in found) == 75 * 736


def test_what_crosses_a_tier_has_a_line_for_each_tier() -> None:
    _, charged, found = lines(away(5, 16), limits=(60, 100))
    assert [(line["tier"], line["volume"], line["amount_kopecks"]) for line in found] == [
        (1, -15, -15 * 736),
        (2, -15, -15 * 800),
    ]
    assert charged == 45 * 736


@pytest.mark.parametrize("changes", [{}, {"multiplier": Decimal("1.5")}])
def test_an_absence_that_takes_nothing_off_has_no_line(changes: dict[str, object]) -> None:
    short = away(5, 9) if not changes else away(5, 16)
    assert lines(short, **changes)[2] == []


def test_days_beyond_the_month_and_the_account_do_not_count() -> None:
    long = Absence(date(2025, 10, 20), date(2025, 11, 12), 1)
    assert [line["days"] for line in lines(long)[2]] == [12]
    assert [line["days"] for line in lines(long, opened_on=date(2025, 11, 11))[2]] == [2]
