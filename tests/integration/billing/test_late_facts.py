"""Facts that come after the bill of their month, or at the end of an account: the right sums, in one small town.

A kWh costs 5.00 (day 6.00, night 3.00) until the end of September 2026, then 8.00 (9.00, 6.00). The usual is 100 kWh a
month, the norm of two persons in two rooms 140 kWh, of one person 96. Bills of a month come out on the 2nd of the next.
"""

from pathlib import Path
from typing import Any

import pytest

from tests.support.small_town import START, Case, Lines, Town, meter, play_town, read

JULY, AUGUST, SEPTEMBER, OCTOBER = "2026-07", "2026-08", "2026-09", "2026-10"
PRICES = {"one": (500, 800), "day": (600, 900), "night": (300, 600)}
OLD, NEW = PRICES["one"]
TOWN = Town(
    begins="2026-07-31",
    history_until="2026-06",
    price=OLD,
    rates={
        "tariffs": [
            line
            for zone, (old, new) in PRICES.items()
            for line in (
                f"old,2026-01-01,2026-09-30,city_gas,{zone},{old // 100}.00,,,order",
                f"new,2026-10-01,,city_gas,{zone},{new // 100}.00,,,order",
            )
        ],
        "norms": [f"2024-01-01,gas,2,{persons},{kwh}" for persons, kwh in ((1, 96), (2, 70), (3, 60))],
    },
    plan=[
        row
        for period, day in ((JULY, "08"), (AUGUST, "09"), (SEPTEMBER, "10"), (OCTOBER, "11"))
        for row in (f"2026-{day}-01,run,{period}", f"2026-{day}-02,publish,{period}")
    ],
)
BEGIN = {"meters": [meter()], "readings": [read(900, "2026-06-20"), read(1000, "2026-07-20")]}
"""Read in July: 100 kWh."""
EMPTY_AUGUST = {"readings": [read(1000, "2026-08-20")]}
TOLD = "2026-09-05"
"""August's bill is out, September's is to come."""
NORM = {"history": [140] * 6, "method": "norm"}


CASES = [
    Case(
        name="a reading of August comes in September",
        told={START: BEGIN, TOLD: {"readings": [read(1020, "2026-08-20")]}},
        # August was the average of 100 and is 20; September is the average of five times 100 and 20
        right={AUGUST: (100 * OLD, 0), SEPTEMBER: (87 * OLD, -80 * OLD)},
    ),
    Case(
        name="an inspector's reading of August comes in September",
        told={START: BEGIN, TOLD: {"readings": [read(1020, "2026-08-15", source="control")]}},
        right={AUGUST: (100 * OLD, 0), SEPTEMBER: (87 * OLD, -80 * OLD)},
    ),
    Case(
        name="an absence from 2 to 30 August is told in September",
        **NORM,
        told={TOLD: {"absences": ["@,2026-08-02,2026-08-30,2,заявление с билетами"]}},
        # of August two days of 31 are left: 9 kWh
        right={AUGUST: (140 * OLD, 0), SEPTEMBER: (140 * OLD, (9 - 140) * OLD)},
    ),
    Case(
        name="one person less since 1 August is told in September",
        **NORM,
        told={TOLD: {"residents": ["@,2026-08-01,1"]}},
        right={AUGUST: (140 * OLD, 0), SEPTEMBER: (96 * OLD, (96 - 140) * OLD)},
    ),
    Case(
        name="closed on 28 September: the last reading of that day is September's",
        closed="2026-09-28",
        told={
            START: BEGIN,
            "2026-08-31": EMPTY_AUGUST,
            "2026-09-29": {"readings": [read(1500, "2026-09-28", source="without_payment")]},
        },
        right={SEPTEMBER: (500 * OLD, 0)},
    ),
    Case(
        name="replaced on 27 September: the act's readings are September's",
        told={
            START: BEGIN,
            "2026-08-31": EMPTY_AUGUST,
            "2026-09-29": {
                "meters": [meter(removed="2026-09-27"), meter("S2", installed="2026-09-27")],
                "readings": [read(1100, "2026-09-20"), read(1130, "2026-09-27"), read(0, "2026-09-27", "S2")],
            },
            "2026-10-30": {"readings": [read(60, "2026-10-20", "S2")]},
        },
        right={SEPTEMBER: (130 * OLD, 0), OCTOBER: (60 * NEW, 0)},
    ),
    Case(
        name="three months were estimated at 5.00, the reading of October shows 10 kWh: each month at its price",
        told={
            START: {"meters": [meter()], "readings": [read(1000, "2026-06-20")]},
            "2026-10-30": {"readings": [read(1010, "2026-10-20")]},
        },
        right={SEPTEMBER: (100 * OLD, 0), OCTOBER: (0, -290 * OLD)},
    ),
    Case(
        name="reprogrammed from one zone to two on 10 September under the same number",
        told={
            START: BEGIN,
            "2026-08-31": EMPTY_AUGUST,
            "2026-09-28": {
                "meters": [
                    meter(removed="2026-09-10"),
                    meter(zones="day+night", installed="2026-09-10"),
                ],
                "readings": [
                    read(1040, "2026-09-10"),
                    read(0, "2026-09-10", zone="day"),
                    read(0, "2026-09-10", zone="night"),
                    read(30, "2026-09-20", zone="day"),
                    read(20, "2026-09-20", zone="night"),
                ],
            },
        },
        right={SEPTEMBER: (40 * OLD + 30 * 600 + 20 * 300, 0)},
    ),
]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[tuple[str, str], dict[str, Any]], Lines]:
    return play_town(tmp_path_factory.mktemp("town"), TOWN, CASES)


@pytest.mark.req("S2", "S8")
@pytest.mark.parametrize(
    "case",
    CASES,
    ids=str,
)
def test_a_household_is_billed_right(case: Case, played: tuple[dict[tuple[str, str], dict[str, Any]], Lines]) -> None:
    bills, _ = played
    found = {period: bills.get((case.name, period)) for period in case.right}
    sums = {
        period: (bill["charged_kopecks"], bill["recalculated_kopecks"]) if bill else None
        for period, bill in found.items()
    }
    assert sums == case.right


def test_nothing_is_refused(played: tuple[dict[tuple[str, str], dict[str, Any]], Lines]) -> None:
    """But the household that is reprogrammed, whose file has a day of its own."""
    assert {error["file"].split("/")[0] for error in played[1]} <= {"2026-09-28"}


@pytest.mark.req("S1", "S8")
@pytest.mark.parametrize(
    ("name", "line", "field"),
    [
        ("charges", "@,2062-08,one,1,metered,100,500,50000", "period"),
        ("readings", "@,S1,one,1100,2062-08-20,imported", "taken_on"),
        ("opening_balances", "@,2062-09,100", "period"),
        ("credits", "@,2062-10-01,100,Почта,1", "paid_on"),
        ("credits", "@,1926-11-05,100,Почта,1", "paid_on"),
        ("norms", "2024-01-01,gas,4,1,100", "rooms"),
    ],
)
def test_what_cannot_be_is_refused_by_line_and_field(tmp_path: Path, name: str, line: str, field: str) -> None:
    """Dates outside of what can still be settled, tables of norms with holes; the months go on without the file."""
    case = Case(name="any", told={START: BEGIN, TOLD: {name: [line]}}, right={})
    bills, errors = play_town(tmp_path / "town", TOWN, [case])
    assert {(error["file"], error["line"], error["field"]) for error in errors} == {(f"{TOLD}/{name}.csv", 2, field)}
    assert len(bills) == 4


@pytest.mark.req("S1", "S8")
def test_districts_may_come_with_history_until_different_months(tmp_path: Path) -> None:
    """Nobody's month is passed over: who stands a month behind is billed for it."""
    behind = Case(
        name="behind",
        history=[],
        told={
            START: {
                "charges": [f"@,2026-0{month},one,1,metered,100,500,50000" for month in (1, 2, 3, 4, 5)],
                "meters": [meter()],
                "readings": [read(700, "2026-05-20"), read(1000, "2026-06-20")],
            }
        },
        right={},
    )
    town = Town(
        begins=TOWN.begins,
        history_until=TOWN.history_until,
        price=OLD,
        rates=TOWN.rates,
        plan=["2026-07-31,run,2026-06", "2026-07-31,publish,2026-06", *TOWN.plan],
    )
    bills, errors = play_town(tmp_path / "town", town, [Case(name="ahead", told={START: BEGIN}, right={}), behind])
    assert errors == []
    assert bills["behind", "2026-06"]["charged_kopecks"] == 300 * OLD
    assert {("ahead", JULY), ("behind", JULY)} <= bills.keys()
