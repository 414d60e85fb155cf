"""The charge of one account: the worked cases from what an account brings to what its bill prints (docs/rules.md)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from services.billing.rules.charge.account_input import Absence, PeriodReading, Register, Registered, load_register
from services.billing.rules.charge.outcome import Outcome
from services.billing.rules.charge.rate_book import RateBook
from services.billing.rules.errors import BadInputError
from services.billing.rules.periods import last_day
from tests.support.account_charges import GROUP, charged, meter, rates, reading, register
from tests.support.facts import CASES, Case, norm_table

pytestmark = pytest.mark.req("S2")

OCTOBER, NOVEMBER, FEBRUARY = "2025-10", "2025-11", "2026-02"
FLAT = {"one": (736,)}


def book(case: Case, period: str = "") -> RateBook:
    month = period or case.period
    return RateBook(month, case.policy, {GROUP: case.tariff}, norm_table())


def agrees(outcome: Outcome, case: Case) -> None:
    assert (outcome.volume, outcome.charged) == (case.volume, case.amount)
    assert sum(line["amount_kopecks"] + line["excess_kopecks"] for line in outcome.lines) == outcome.charged


def shown(case: Case, values: list[int], day: date) -> list[PeriodReading]:
    return [reading(value, day, zone) for zone, value in zip(case.zones, values, strict=True)]


@pytest.mark.parametrize("name", [f"B{n:02d}" for n in (*range(1, 10), 11, 12, 13, 14, 15, 16, 34, 35)])
def test_two_readings_are_charged_zone_by_zone(name: str) -> None:
    case = CASES[name]
    previous = case.readings("previous")
    outcome = charged(
        book(case),
        devices=[meter(zones=case.zones, digits=case.digits)],
        registers=[register(value, zone) for zone, value in zip(case.zones, previous, strict=True)],
        readings=shown(case, case.readings("current"), last_day(case.period)),
    )
    agrees(outcome, case)
    assert (outcome.method, outcome.missed, outcome.settled) == ("metered", 0, 0)
    [block] = outcome.meters
    assert [row["zone"] for row in block["registers"]] == list(case.zones)
    assert sum(row["volume"] for row in block["registers"]) == case.volume


@pytest.mark.case("B10")
def test_b10_a_zone_meter_on_a_one_rate_tariff() -> None:
    case = CASES["B10"]
    outcome = charged(
        book(case),
        devices=[meter(zones=("day", "night"))],
        registers=[register(20_100, "day"), register(9_800, "night")],
        readings=[reading(20_250, date(2025, 10, 24), "day"), reading(9_890, date(2025, 10, 24), "night")],
    )
    agrees(outcome, case)
    assert [line["zone"] for line in outcome.lines] == ["one"]


@pytest.mark.case("B17")
def test_b17_electric_heating_widens_the_tiers() -> None:
    case = CASES["B17"]
    narrow = replace(case.tariff, limits=(3_900, 6_000))
    outcome = charged(
        RateBook("2025-12", case.policy, {GROUP: narrow}, norm_table()),
        heating=True,
        devices=[meter()],
        registers=[register(1_000)],
        readings=[reading(8_100, date(2025, 12, 24))],
    )
    agrees(outcome, case)


@pytest.mark.case("B18")
def test_b18_a_catch_up_has_the_tiers_of_its_months_together() -> None:
    case = CASES["B18"]
    one_month = replace(case.tariff, limits=(3_900, 6_000))
    outcome = charged(
        RateBook("2025-12", case.policy, {GROUP: one_month}, norm_table()),
        missed=2,
        devices=[meter()],
        registers=[register(1_000, estimated=1_000)],
        readings=[reading(9_000, date(2025, 12, 24))],
    )
    agrees(outcome, case)
    assert outcome.settled == -1_000


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


@pytest.mark.case("B30")
def test_b30_both_meters_of_a_replacement_are_summed() -> None:
    case = CASES["B30"]
    outcome = charged(
        book(case),
        devices=[
            meter("OLD", removed_on=date(2026, 2, 14)),
            meter("NEW", installed_on=date(2026, 2, 14)),
        ],
        registers=[register(45_120, serial="OLD", history=[150, 160])],
        readings=[
            reading(45_210, date(2026, 2, 14), serial="OLD"),
            reading(2, date(2026, 2, 14), serial="NEW"),
            reading(67, date(2026, 2, 24), serial="NEW"),
        ],
    )
    agrees(outcome, case)
    [left] = outcome.registers
    assert (left.serial, left.value, left.history) == ("NEW", 67, [150, 160, 155])
    assert [block["serial"] for block in outcome.meters] == ["OLD", "NEW"]


def test_a_meter_taken_away_without_a_last_reading_counts_by_the_average_of_its_days() -> None:
    outcome = charged(
        rates(FEBRUARY, {"one": (748,)}),
        devices=[
            meter("OLD", removed_on=date(2026, 2, 14)),
            meter("NEW", installed_on=date(2026, 2, 14)),
        ],
        registers=[register(45_120, serial="OLD", history=[208] * 6)],
        readings=[
            reading(0, date(2026, 2, 14), serial="NEW"),
            reading(100, date(2026, 2, 24), serial="NEW"),
        ],
    )
    assert (outcome.method, outcome.volume) == ("metered", 104 + 100)
    assert [row["volume"] for block in outcome.meters for row in block["registers"]] == [104, 100]


def test_a_meter_taken_away_with_too_short_a_history_counts_nothing_unread() -> None:
    outcome = charged(
        rates(FEBRUARY, {"one": (748,)}),
        devices=[meter("OLD", removed_on=date(2026, 2, 14)), meter("NEW", installed_on=date(2026, 2, 14))],
        registers=[register(45_120, serial="OLD", history=[208])],
        readings=[reading(0, date(2026, 2, 14), serial="NEW"), reading(9, date(2026, 2, 24), serial="NEW")],
    )
    assert outcome.volume == 9


def test_a_meter_that_is_only_taken_away_in_the_month_is_charged_by_its_last_reading() -> None:
    outcome = charged(
        rates(FEBRUARY, {"one": (748,)}),
        devices=[meter(removed_on=date(2026, 2, 14))],
        registers=[register(100)],
        readings=[reading(150, date(2026, 2, 14), source="control")],
    )
    assert (outcome.method, outcome.volume, outcome.registers) == ("metered", 50, [])


def test_a_meter_that_stood_there_in_other_months_only_does_not_count() -> None:
    gone, coming = meter("OLD", removed_on=date(2026, 1, 31)), meter("NEW", installed_on=date(2026, 3, 1))
    assert charged(rates(FEBRUARY, {"one": (748,)}), devices=[gone, coming]).method == "norm"
    last, first = meter("OLD", removed_on=date(2026, 2, 1)), meter("NEW", installed_on=date(2026, 2, 28))
    both = charged(
        rates(FEBRUARY, {"one": (748,)}),
        devices=[last, first],
        registers=[register(5, serial="OLD")],
        readings=[reading(7, date(2026, 2, 1), serial="OLD"), reading(1, date(2026, 2, 28), serial="NEW")],
    )
    assert [block["serial"] for block in both.meters] == ["OLD", "NEW"]


@pytest.mark.case("B31")
def test_b31_a_failed_meter_counts_to_its_failure_and_then_by_the_average() -> None:
    case = CASES["B31"]
    failed = meter(failed_on=date(2025, 11, 11))
    outcome = charged(
        book(case),
        devices=[failed],
        registers=[register(12_565, history=[208] * 6)],
        readings=[reading(12_635, date(2025, 11, 11)), reading(99_999, date(2025, 11, 12))],
    )
    agrees(outcome, case)
    assert outcome.method == "average"
    [left] = outcome.registers
    assert (left.value, left.on, left.history) == (12_635, date(2025, 11, 11), [208] * 6)


@pytest.mark.case("B32")
def test_b32_half_a_month_without_a_meter() -> None:
    case = CASES["B32"]
    outcome = charged(
        book(case),
        missed=1,
        devices=[meter(failed_on=date(2026, 2, 15))],
        registers=[register(500, estimated=70, history=[208] * 6)],
    )
    agrees(outcome, case)
    [left] = outcome.registers
    assert (left.value, left.estimated, outcome.missed, outcome.settled) == (500, 70, 1, 0)


def test_a_meter_that_failed_in_an_earlier_month_counts_the_average_for_the_whole_month() -> None:
    failed = meter(failed_on=date(2025, 11, 28))
    outcome = charged(rates("2025-12", FLAT), devices=[failed], registers=[register(500, history=[208] * 6)])
    assert (outcome.method, outcome.volume) == ("average", 208)


def test_one_failed_meter_of_two_makes_the_month_one_by_the_average() -> None:
    devices = [meter("A", failed_on=date(2025, 11, 11)), meter("B")]
    outcome = charged(
        rates(NOVEMBER, FLAT),
        devices=devices,
        registers=[register(100, serial=one.serial, history=[30] * 6) for one in devices],
        readings=[reading(110, date(2025, 11, 24), serial="B")],
    )
    assert outcome.method == "average"
    assert outcome.meters[0]["registers"][0]["volume"] == 20


def test_what_was_estimated_is_settled_by_the_reading_before_the_failure() -> None:
    outcome = charged(
        rates(NOVEMBER, FLAT),
        missed=1,
        devices=[meter(failed_on=date(2025, 11, 11))],
        registers=[register(12_565, estimated=50, history=[208] * 6)],
        readings=[reading(12_635, date(2025, 11, 11))],
    )
    assert (outcome.volume, outcome.settled) == (70 - 50 + 139, -50)
    assert outcome.registers[0].estimated == 0


def test_a_failed_meter_with_too_short_a_history_takes_the_norm() -> None:
    outcome = charged(
        rates(NOVEMBER, FLAT),
        devices=[meter(failed_on=date(2025, 11, 11))],
        registers=[register(100, history=[150])],
    )
    assert (outcome.method, outcome.volume, outcome.missed) == ("norm", 138, 1)


@pytest.mark.case("B33")
def test_b33_an_expired_verification_changes_nothing() -> None:
    case = CASES["B33"]
    outcome = charged(
        book(case),
        devices=[meter(verification_due=date(2025, 1, 1))],
        registers=[register(12_345)],
        readings=[reading(12_565, date(2025, 10, 24))],
    )
    agrees(outcome, case)
    assert outcome.meters[0]["verification_due"] == "2025-01-01"


@pytest.mark.parametrize("name", ["B36", "B37"])
def test_a_reading_after_estimates_takes_them_off_and_may_be_a_credit(name: str) -> None:
    case = CASES[name]
    outcome = charged(
        book(case),
        missed=2,
        devices=[meter()],
        registers=[register(12_565, estimated=416, history=[208] * 6)],
        readings=[reading(case.readings("current")[0], date(2026, 1, 24))],
    )
    agrees(outcome, case)
    assert outcome.settled == -416
    [row] = outcome.meters[0]["registers"]
    assert (row["previous"], row["previous_on"]) == (case.readings("previous")[0], None)
    [left] = outcome.registers
    assert (left.value, left.on, left.estimated) == (case.readings("current")[0], date(2026, 1, 24), 0)
    of_a_month = {"B36": 179, "B37": 112}[name]
    assert left.history == [208] * 6 + [of_a_month] * 3
    assert outcome.flags == {"B36": [], "B37": ["negative"]}[name]


def test_the_calculated_reading_passes_zero_like_the_counter() -> None:
    outcome = charged(
        rates("2026-01", FLAT),
        missed=1,
        devices=[meter()],
        registers=[register(99_900, estimated=200, history=[200] * 6)],
    )
    assert outcome.meters[0]["registers"][0]["previous"] == 100


def test_a_register_remembers_twelve_months_and_a_long_silence_counts_for_no_more() -> None:
    outcome = charged(
        rates("2026-01", FLAT),
        missed=29,
        devices=[meter()],
        registers=[register(0, history=[5] * 12)],
        readings=[reading(3_000, date(2026, 1, 24))],
    )
    assert outcome.registers[0].history == [100] * 12


@pytest.mark.case("B38")
def test_b38_a_control_reading_belongs_to_the_month_of_the_check() -> None:
    case = CASES["B38"]
    outcome = charged(
        book(case),
        devices=[meter()],
        registers=[register(15_300)],
        readings=[reading(15_420, date(2026, 2, 24), source="control")],
    )
    agrees(outcome, case)
    assert outcome.method == "control"
    assert {line["method"] for line in outcome.lines} == {"control"}


def test_one_control_reading_of_two_makes_no_control_charge() -> None:
    outcome = charged(
        rates(FEBRUARY, {"day": (800,), "night": (500,)}),
        devices=[meter(zones=("day", "night"))],
        registers=[register(100, "day"), register(50, "night")],
        readings=[
            reading(110, date(2026, 2, 24), "day", source="control"),
            reading(55, date(2026, 2, 24), "night"),
        ],
    )
    assert outcome.method == "metered"


def test_of_several_readings_in_a_month_the_last_one_counts() -> None:
    """E7."""
    outcome = charged(
        rates(OCTOBER, FLAT),
        devices=[meter()],
        registers=[register(100)],
        readings=[reading(900, date(2025, 10, 5)), reading(150, date(2025, 10, 20))],
    )
    assert outcome.volume == 50


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


def test_the_first_reading_of_a_new_meter_is_where_it_starts() -> None:
    outcome = charged(
        rates(OCTOBER, FLAT),
        devices=[meter(installed_on=date(2025, 10, 1))],
        readings=[reading(7, date(2025, 10, 1)), reading(107, date(2025, 10, 24))],
    )
    assert outcome.volume == 100
    [row] = outcome.meters[0]["registers"]
    assert (row["previous"], row["previous_on"], row["current"]) == (7, "2025-10-01", 107)


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


def test_a_seasonal_block_without_readings_costs_nothing_and_leaves_the_registers_alone() -> None:
    """A12."""
    standing = [register(500, estimated=20, history=[10] * 6)]
    outcome = charged(rates(OCTOBER, FLAT), resting=True, missed=2, devices=[meter()], registers=standing)
    assert (outcome.charged, outcome.vat, outcome.volume, outcome.settled) == (0, 0, 0, 0)
    assert (outcome.lines, outcome.meters, outcome.flags) == ([], [], [])
    assert (outcome.method, outcome.missed, outcome.registers) == ("metered", 2, standing)


def test_a_reading_within_a_seasonal_block_is_charged() -> None:
    outcome = charged(
        rates(OCTOBER, FLAT),
        resting=True,
        devices=[meter()],
        registers=[register(500)],
        readings=[reading(510, date(2025, 10, 20))],
    )
    assert (outcome.volume, outcome.charged) == (10, 7_360)


@pytest.mark.parametrize(
    ("used", "history", "flags"),
    [
        (0, [100] * 6, ["zero"]),
        (300, [100] * 6, []),
        (301, [100] * 6, ["jump"]),
        (100, [10] * 6, []),
        (101, [10] * 6, ["jump"]),
        (101, [0] * 6, ["jump"]),
        (5_000, [], []),
    ],
)
def test_what_an_accountant_should_look_at_is_flagged(used: int, history: list[int], flags: list[str]) -> None:
    """A jump is above 100 kWh and above three times the usual month (`jump_kwh`, `jump_factor`)."""
    outcome = charged(
        rates(OCTOBER, FLAT),
        devices=[meter()],
        registers=[register(100, history=history)],
        readings=[reading(100 + used, date(2025, 10, 20))],
    )
    assert outcome.flags == flags


def test_a_jump_is_told_by_all_zones_together() -> None:
    outcome = charged(
        rates(OCTOBER, {"day": (832,), "night": (589,)}),
        devices=[meter(zones=("day", "night"))],
        registers=[register(0, "day", history=[10, 10]), register(0, "night", history=[200, 200])],
        readings=[reading(300, date(2025, 10, 20), "day"), reading(200, date(2025, 10, 20), "night")],
    )
    assert outcome.flags == []


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
