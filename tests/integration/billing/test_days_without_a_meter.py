"""Every open day is charged by exactly one method (ПП 354 п. 42, 59 «а», «г», 81): days without a counting meter too.

August 2026 has 31 days, the average is 300 kWh, the norm of the home 120 kWh (2 rooms, 2 persons), a kWh costs 7.48 and
from October 8.32. Each household is a case; the right sums follow from the law.
"""

from typing import Any

import pytest

from tests.support.small_town import START, Case, Lines, Town, meter, play_town, read

AUGUST, SEPTEMBER, OCTOBER, NOVEMBER = "2026-08", "2026-09", "2026-10", "2026-11"
OLD, NEW = 748, 832
USUAL = [300] * 6
RUNS = [
    row
    for period, day in ((AUGUST, "09"), (SEPTEMBER, "10"), (OCTOBER, "11"), (NOVEMBER, "12"))
    for row in (f"2026-{day}-01,run,{period}", f"2026-{day}-02,publish,{period}")
]
TOWN = Town(
    begins="2026-08-05",
    history_until="2026-07",
    price=OLD,
    rates={
        "tariffs": [
            "2026_01,2026-01-01,2026-09-30,city_gas,one,7.48,8.23,13.09,order",
            "2026_10,2026-10-01,,city_gas,one,8.32,9.15,14.56,order",
        ],
        "norms": [f"2024-01-01,gas,2,{persons},{kwh}" for persons, kwh in ((1, 96), (2, 60), (3, 46))],
    },
    plan=RUNS,
)
BEGIN = {"meters": [meter()], "readings": [read(10000, "2026-07-20")]}
"""The meter that most households have."""
LOADED = "2026-08-31"

CASES = [
    Case(
        name="removed on the 5th, another one from the 20th: 15 days by the average",
        history=USUAL,
        told={
            START: BEGIN,
            LOADED: {
                "meters": [meter(removed="2026-08-05"), meter("S2", installed="2026-08-20")],
                "readings": [read(10090, "2026-08-05"), read(0, "2026-08-20", "S2")],
            },
        },
        right={AUGUST: (235 * OLD, 0)},
    ),
    Case(
        name="removed on the 10th and none instead: 21 days by the average, then months by it",
        history=USUAL,
        told={
            START: BEGIN,
            LOADED: {"meters": [meter(removed="2026-08-10")], "readings": [read(10100, "2026-08-10")]},
        },
        right={AUGUST: (303 * OLD, 0), SEPTEMBER: (300 * OLD, 0), OCTOBER: (300 * NEW, 0)},
    ),
    Case(
        name="the first meter on the 20th: 19 days by the norm",
        history=[120] * 6,
        method="norm",
        told={
            LOADED: {
                "meters": [meter(installed="2026-08-20")],
                "readings": [read(0, "2026-08-20"), read(30, "2026-08-25")],
            }
        },
        right={AUGUST: (104 * OLD, 0)},
    ),
    Case(
        name="out of order on the 11th and could not be read: the whole month by the average",
        history=USUAL,
        told={START: BEGIN, LOADED: {"meters": [meter(failed="2026-08-11")]}},
        right={AUGUST: (300 * OLD, 0), SEPTEMBER: (300 * OLD, 0)},
    ),
    Case(
        name="out of order on the 11th, read, another one from the 25th: 14 days by the average",
        history=USUAL,
        told={
            START: BEGIN,
            LOADED: {
                "meters": [
                    meter(failed="2026-08-11", removed="2026-08-25"),
                    meter("S2", installed="2026-08-25"),
                ],
                "readings": [read(10100, "2026-08-11"), read(0, "2026-08-25", "S2")],
            },
        },
        right={AUGUST: (235 * OLD, 0)},
    ),
    Case(
        name="out of order and unread, another one from the 20th, no history: 19 days by the norm",
        history=[300, 300],
        told={
            START: BEGIN,
            LOADED: {
                "meters": [
                    meter(failed="2026-08-11", removed="2026-08-20"),
                    meter("S2", installed="2026-08-20"),
                ],
                "readings": [read(0, "2026-08-20", "S2"), read(60, "2026-08-25", "S2")],
            },
        },
        right={AUGUST: ((60 + 74) * OLD, 0)},
    ),
    Case(
        name="replaced on the 27th: the act's readings belong to August whatever their day and source",
        history=USUAL,
        told={
            START: BEGIN,
            LOADED: {
                "meters": [meter(removed="2026-08-27"), meter("S2", installed="2026-08-27")],
                "readings": [read(10500, "2026-08-27"), read(0, "2026-08-27", "S2")],
            },
        },
        right={AUGUST: (500 * OLD, 0)},
    ),
    Case(
        name="a month with dark days does not pull later averages down",
        history=USUAL,
        told={
            START: BEGIN,
            LOADED: {
                "meters": [meter(failed="2026-08-11", removed="2026-08-25"), meter("S2", installed="2026-08-25")],
                "readings": [read(10100, "2026-08-11"), read(0, "2026-08-25", "S2")],
            },
        },
        right={SEPTEMBER: (300 * OLD, 0)},
    ),
    Case(
        name="a raising factor with a meter that nobody reads: after three averages the norm with the factor",
        history=USUAL,
        multiplier="1.5",
        told={START: BEGIN},
        right={NOVEMBER: (120 * NEW * 3 // 2, 0)},
    ),
    Case(
        name="four figures, 6000 kWh since the last reading, 4500 of them estimated: the counter has passed zero",
        history=[1500] * 6,
        told={
            START: {"meters": [meter(digits=4)], "readings": [read(9500, "2026-07-20")]},
            "2026-11-30": {"readings": [read(5500, "2026-11-20")]},
        },
        right={NOVEMBER: (1500 * NEW, 0)},
    ),
    Case(
        name="a reading of August comes on 3 October: both months between are settled in October",
        history=USUAL,
        told={START: BEGIN, "2026-10-03": {"readings": [read(10200, "2026-08-20")]}},
        # August was 300 and is 200; September was 300 and is the average of five times 300 and 200
        right={AUGUST: (300 * OLD, 0), SEPTEMBER: (300 * OLD, 0), OCTOBER: (283 * NEW, -117 * OLD)},
    ),
    Case(
        name="an inspector's reading of August comes on 3 October by file",
        history=USUAL,
        told={START: BEGIN, "2026-10-03": {"readings": [read(10200, "2026-08-20", source="control")]}},
        right={AUGUST: (300 * OLD, 0), SEPTEMBER: (300 * OLD, 0), OCTOBER: (283 * NEW, -117 * OLD)},
    ),
    Case(
        name="a group without a tariff in August gets one later: August is settled, the account stays",
        group="village",
        history=[],
        told={
            START: {"meters": [meter()], "readings": [read(10000, "2026-07-20")]},
            LOADED: {"readings": [read(10300, "2026-08-20")]},
            "2026-09-30": {
                "tariffs": ["village,2026-01-01,,village,one,5.00,6.00,7.00,order"],
                "readings": [read(10600, "2026-09-20")],
            },
        },
        right={SEPTEMBER: (300 * 500, 300 * 500)},
    ),
]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[tuple[str, str], dict[str, Any]], Lines]:
    return play_town(tmp_path_factory.mktemp("town"), TOWN, CASES)


@pytest.mark.req("S2", "S8")
@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_household_is_billed_right(case: Case, played: tuple[dict[tuple[str, str], dict[str, Any]], Lines]) -> None:
    bills, _ = played
    found = {period: bills.get((case.name, period)) for period in case.right}
    sums = {
        period: (bill["charged_kopecks"], bill["recalculated_kopecks"]) if bill else None
        for period, bill in found.items()
    }
    assert sums == case.right


def test_nothing_is_refused(played: tuple[dict[tuple[str, str], dict[str, Any]], Lines]) -> None:
    """But the account that cannot be charged in August, which is named."""
    _, errors = played
    assert {error.get("account", error["file"]) for error in errors} == {"180000013"}
