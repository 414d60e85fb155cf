"""An account without readings, or without a meter: the average, the norm, and what both leave (A6, A8)."""

from datetime import date
from decimal import Decimal

import pytest

from services.billing.rules.charge.account_input import Absence, Register, Registered, load_register
from services.billing.rules.charge.rate_book import RateBook
from services.billing.rules.errors import BadInputError
from tests.support.account_charges import FLAT, GROUP, agrees, book, charged, meter, rates, reading, register
from tests.support.facts import CASES

pytestmark = pytest.mark.req("S2")
OCTOBER, NOVEMBER, FEBRUARY = "2025-10", "2025-11", "2026-02"


@pytest.mark.parametrize("name", ["B19", "B20", "B21"])
def test_a_month_without_readings_takes_the_average(name: str) -> None:
    case = CASES[name]
    outcome = charged(
        book(case),
        devices=[meter()],
        registers=[register(12_565, history=list(case.inputs))],
    )
    agrees(outcome, case)
    assert (outcome.method, outcome.missed) == ("average", 1)
    [left] = outcome.registers
    assert (left.value, left.on, left.estimated) == (12_565, date(2025, 9, 24), case.volume)
    [row] = outcome.meters[0]["registers"]
    assert (row["previous"], row["current"], row["volume"]) == (12_565, None, case.volume)


@pytest.mark.case("B22")
def test_b22_too_short_a_history_takes_the_norm() -> None:
    outcome = charged(book(CASES["B22"]), devices=[meter()], registers=[register(320, history=[150, 170])])
    agrees(outcome, CASES["B22"])
    assert (outcome.method, outcome.missed) == ("norm", 1)
    assert outcome.registers[0].estimated == CASES["B22"].volume


@pytest.mark.case("B23")
def test_b23_the_fourth_month_in_a_row_takes_the_norm() -> None:
    case = CASES["B23"]
    outcome = charged(
        book(case),
        missed=3,
        rooms=3,
        persons=2,
        devices=[meter()],
        registers=[register(12_565, estimated=600, history=[200] * 6)],
    )
    agrees(outcome, case)
    assert (outcome.method, outcome.missed) == ("norm", 4)
    assert outcome.registers[0].estimated == 600 + case.volume


@pytest.mark.case("B24")
def test_b24_each_zone_has_its_own_average() -> None:
    case = CASES["B24"]
    outcome = charged(
        book(case),
        devices=[meter(zones=("day", "night"))],
        registers=[register(20_250, zone, history=case.inputs[zone]) for zone in ("day", "night")],
    )
    agrees(outcome, case)


def test_the_norm_is_spread_over_the_zones_as_they_were_used_and_evenly_when_nothing_is_known() -> None:
    """Policy P: the norm is charged by the one rate, and each register remembers its part of it."""
    case = CASES["B22"]
    zones = ("day", "night")

    def left(*histories: list[int]) -> list[int]:
        outcome = charged(
            book(case),
            devices=[meter(zones=zones)],
            registers=[register(100, zone, history=known) for zone, known in zip(zones, histories, strict=True)],
        )
        agrees(outcome, case)
        return [one.estimated for one in outcome.registers]

    assert left([200], [100]) == [92, 46]
    assert left([], []) == [69, 69]
    assert left([0, -3], [10]) == [0, 138]


@pytest.mark.parametrize(
    ("name", "rooms", "persons", "factor"), [("B25", 1, 1, "1"), ("B26", 1, 1, "1.5"), ("B27", 2, 4, "1.5")]
)
def test_without_a_meter_the_norm_of_the_persons_counts(name: str, rooms: int, persons: int, factor: str) -> None:
    case = CASES[name]
    outcome = charged(book(case), rooms=rooms, persons=persons, multiplier=Decimal(factor))
    agrees(outcome, case)
    assert (outcome.method, outcome.meters, outcome.registers) == ("norm", [], [])
    assert sum(line["excess_kopecks"] for line in outcome.lines) == {"B25": 0, "B26": 27_600, "B27": 55_936}[name]


@pytest.mark.case("B28")
def test_b28_a_change_of_persons_counts_by_days() -> None:
    changed = [Registered(date(2025, 11, 16), 3)]
    agrees(charged(book(CASES["B28"], NOVEMBER), rooms=1, persons=2, residents=changed), CASES["B28"])


@pytest.mark.case("B29")
def test_b29_twelve_days_of_absence() -> None:
    away = [Absence(date(2025, 11, 5), date(2025, 11, 16), 1)]
    agrees(charged(book(CASES["B29"], NOVEMBER), rooms=1, persons=1, absences=away), CASES["B29"])


def test_the_calculated_reading_passes_zero_like_the_counter() -> None:
    outcome = charged(
        rates("2026-01", FLAT),
        missed=1,
        devices=[meter()],
        registers=[register(99_900, estimated=200, history=[200] * 6)],
    )
    assert outcome.meters[0]["registers"][0]["previous"] == 100


def test_a_meter_without_one_of_its_registers_read_is_estimated_whole() -> None:
    outcome = charged(
        rates(OCTOBER, {"day": (832,), "night": (589,)}),
        devices=[meter(zones=("day", "night"))],
        registers=[register(100, "day", history=[50] * 3), register(40, "night", history=[20] * 3)],
        readings=[reading(500, date(2025, 10, 20), "day")],
    )
    assert (outcome.method, outcome.volume) == ("average", 70)
    assert [row["current"] for row in outcome.meters[0]["registers"]] == [None, None]
    assert [one.value for one in outcome.registers] == [100, 40]


def test_an_unread_meter_goes_on_with_the_history_of_the_zone_before_it() -> None:
    """П. 59 «г»: the average of the meter that was replaced."""
    old = Register(serial="OLD", zone="one", value=5, on=date(2025, 9, 1), estimated=40, history=[90] * 6)
    outcome = charged(rates(OCTOBER, FLAT), devices=[meter("NEW")], registers=[old])
    assert (outcome.method, outcome.volume) == ("average", 90)
    [left] = outcome.registers
    assert (left.serial, left.value, left.estimated) == ("NEW", None, 90)
    assert outcome.meters[0]["registers"][0]["previous"] is None


def test_an_estimate_counts_the_days_on_which_the_account_was_open() -> None:
    facts = {"opened_on": date(2025, 11, 16), "closed_on": None}
    opened = charged(rates(NOVEMBER, FLAT), devices=[meter()], registers=[register(0, history=[300] * 6)], **facts)
    assert opened.volume == 150
    closed = charged(
        rates(NOVEMBER, FLAT),
        devices=[meter()],
        registers=[register(0, history=[300] * 6)],
        closed_on=date(2025, 11, 10),
    )
    assert closed.volume == 100


def test_a_missing_rate_is_named() -> None:
    with pytest.raises(BadInputError, match="rural"):
        charged(rates(OCTOBER, FLAT), group="rural")
    with pytest.raises(BadInputError, match="norm"):
        charged(RateBook(OCTOBER, rates(OCTOBER, FLAT).policy, rates(OCTOBER, FLAT).tariffs, {}))


def test_rates_are_worked_out_once_for_all_accounts() -> None:
    rate_book = rates(OCTOBER, {"one": (736, 810)}, (100,))
    assert rate_book.tariff(GROUP, heating=True) is rate_book.tariff(GROUP, heating=True)
    assert rate_book.tariff(GROUP, heating=True).limits == (180,)
    assert rate_book.norm("gas", 2, 3) == rate_book.norm("gas", 2, 3) == 46


def test_a_stored_register_comes_back_as_it_was() -> None:
    for one in (register(100, history=[1, 2], estimated=3), register(None)):
        assert load_register(one.dump()) == one
