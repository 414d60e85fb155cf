"""Facts that come late and contradict those before: each kWh is billed once, whatever their order.

The town and its prices are those of test_late_facts; the comments say how the right sums come about.
"""

from typing import Any

import pytest

from tests.integration.billing.test_late_facts import (
    AUGUST,
    BEGIN,
    EMPTY_AUGUST,
    NEW,
    NORM,
    OCTOBER,
    OLD,
    SEPTEMBER,
    TOLD,
    TOWN,
)
from tests.support.small_town import START, Case, Lines, Town, meter, play_town, read

AGAIN = "2026-10-05"
"""September's bill is out, October's is to come."""
LATER = "2026-10-06"
"""A day of its own for files with the column `withdrawn`."""
END_OF_AUGUST, END_OF_SEPTEMBER, END_OF_OCTOBER = "2026-08-31", "2026-09-29", "2026-10-30"
VILLAGE = "rural_or_electric"
RATES = TOWN.rates | {
    "tariffs": [*TOWN.rates["tariffs"], f"old,2026-01-01,,{VILLAGE},one,5.00,,,order"],
}


def account(closed: str = "") -> str:
    return f"@,Житель,Калуга,180,2,2,gas,city_gas,0,,1,,2015-01-01,{closed}"


CASES = [
    Case(
        name="a replacement of August comes over its estimate, with an inspector's reading of the new meter",
        told={
            START: BEGIN,
            TOLD: {
                "meters": [meter(removed="2026-08-10"), meter("S2", installed="2026-08-10")],
                "readings": [
                    read(1050, "2026-08-10"),
                    read(0, "2026-08-10", "S2"),
                    read(40, "2026-08-20", "S2", source="control"),
                ],
            },
        },
        # August was estimated as 100 and is 50 + 40; the average of five times 100 and 90 is 98
        right={
            AUGUST: (100 * OLD, 0),
            SEPTEMBER: (98 * OLD, (90 - 100) * OLD),
            OCTOBER: (98 * NEW, 0),
        },
    ),
    Case(
        name="the owner changes on the day on which the account is closed",
        closed="2026-09-28",
        told={
            START: BEGIN,
            END_OF_AUGUST: EMPTY_AUGUST,
            END_OF_SEPTEMBER: {
                "readings": [read(1500, "2026-09-28")],
                "acts": ["@,owner_change,2026-09-28,,,акт 9,full_name=Петров Пётр"],
            },
        },
        # What nobody has paid, 600 kWh of the history and July's 100, stays with the former owner; a debt keeps bills
        # coming after the end
        right={AUGUST: (0, 0), SEPTEMBER: (500 * OLD, -700 * OLD), OCTOBER: (0, 0)},
    ),
    Case(
        name="a corrected reading is corrected once more, before and after it is settled",
        told={
            START: BEGIN,
            END_OF_AUGUST: {"readings": [read(1100, "2026-08-20")]},
            TOLD: {"readings": [read(1060, "2026-08-20")]},
            "2026-09-08": {"readings": [read(1080, "2026-08-20")]},
            AGAIN: {"readings": [read(1070, "2026-08-20")]},
        },
        # Averages of five times 100 and 80, then 70: 97 and 95
        right={
            AUGUST: (100 * OLD, 0),
            SEPTEMBER: (97 * OLD, -20 * OLD),
            OCTOBER: (95 * NEW, (-10 - 2) * OLD),
        },
    ),
    Case(
        name="an edition of the rates with tiers comes after publication",
        group=VILLAGE,
        told={
            START: BEGIN,
            TOLD: {
                "tariffs": [f"late,2026-08-01,,{VILLAGE},one,4.00,6.00,,order"],
                "tiers": [f"2026-08-01,,{VILLAGE},60,6000"],
            },
        },
        right={
            AUGUST: (100 * OLD, 0),
            SEPTEMBER: (60 * 400 + 40 * 600, 60 * 400 + 40 * 600 - 100 * OLD),
            OCTOBER: (60 * 400 + 40 * 600, 0),
        },
    ),
    Case(
        name="a reading is withdrawn after it was settled",
        told={
            START: BEGIN,
            TOLD: {"readings": [read(1020, "2026-08-20")]},
            LATER: {"readings+withdrawn": [read(1020, "2026-08-20") + ",1"]},
        },
        # August and September are estimated as 100 again
        right={
            AUGUST: (100 * OLD, 0),
            SEPTEMBER: (87 * OLD, -80 * OLD),
            OCTOBER: (100 * NEW, (80 + 13) * OLD),
        },
    ),
    Case(
        name="a reading is corrected after its bill and then withdrawn whole",
        told={
            START: BEGIN,
            END_OF_AUGUST: {"readings": [read(1100, "2026-08-20")]},
            TOLD: {"readings": [read(1060, "2026-08-20")]},
            LATER: {"readings+withdrawn": [read(1060, "2026-08-20") + ",1"]},
        },
        # The average of five times 100 and 60 is 93; without the reading August and September are 100 each
        right={
            AUGUST: (100 * OLD, 0),
            SEPTEMBER: (93 * OLD, -40 * OLD),
            OCTOBER: (100 * NEW, (40 + 7) * OLD),
        },
    ),
    Case(
        name="a meter is reprogrammed twice in one month",
        told={
            START: BEGIN,
            END_OF_AUGUST: EMPTY_AUGUST,
            "2026-09-28": {
                "meters": [
                    meter(removed="2026-09-05"),
                    meter(zones="day+night", installed="2026-09-05", removed="2026-09-15"),
                    meter(installed="2026-09-15"),
                ],
                "readings": [
                    read(1010, "2026-09-05"),
                    read(0, "2026-09-05", zone="day"),
                    read(0, "2026-09-05", zone="night"),
                    read(20, "2026-09-15", zone="day"),
                    read(10, "2026-09-15", zone="night"),
                    read(1040, "2026-09-15"),
                    read(1055, "2026-09-20"),
                ],
            },
        },
        # September's 55 kWh are one month of the one zone: the average of four times 100, 0 and 55 is 76
        right={
            AUGUST: (0, 0),
            SEPTEMBER: ((10 + 15) * OLD + 20 * 600 + 10 * 300, 0),
            OCTOBER: (76 * NEW, 0),
        },
    ),
    Case(
        name="an account is closed and opened again in the same month",
        **NORM,
        told={
            "2026-09-12": {"accounts": [account(closed="2026-09-10")]},
            "2026-09-20": {"accounts": [account()]},
        },
        right={AUGUST: (140 * OLD, 0), SEPTEMBER: (140 * OLD, 0), OCTOBER: (140 * NEW, 0)},
    ),
    Case(
        name="an account that was billed as closed goes on",
        **NORM,
        told={
            END_OF_AUGUST: {"accounts": [account(closed="2026-08-20")]},
            TOLD: {"accounts": [account()]},
        },
        # 20 of 31 days are 90 kWh
        right={AUGUST: (90 * OLD, 0), SEPTEMBER: (140 * OLD, 50 * OLD), OCTOBER: (140 * NEW, 0)},
    ),
    Case(
        name="an absence that was settled turns out to be shorter",
        **NORM,
        told={
            TOLD: {"absences": ["@,2026-08-02,2026-08-30,2,заявление с билетами"]},
            AGAIN: {"absences": ["@,2026-08-02,2026-08-16,2,заявление с билетами"]},
        },
        # 2 and 16 of 31 days are left: 9 and 72 kWh
        right={
            AUGUST: (140 * OLD, 0),
            SEPTEMBER: (140 * OLD, (9 - 140) * OLD),
            OCTOBER: (140 * NEW, (72 - 9) * OLD),
        },
    ),
    Case(
        name="a failure and a replacement come together, over two estimated months",
        told={
            START: BEGIN,
            AGAIN: {
                "meters": [meter(failed="2026-08-11", removed="2026-09-15"), meter("S2", installed="2026-09-15")],
                "readings": [
                    read(1040, "2026-08-11"),
                    read(0, "2026-09-15", "S2"),
                    read(30, "2026-09-25", "S2"),
                ],
            },
        },
        # August: 40 and the average of 21 days, 68; September: that of 14 days, 47, and 30
        right={
            AUGUST: (100 * OLD, 0),
            SEPTEMBER: (100 * OLD, 0),
            OCTOBER: (100 * NEW, (40 + 68 - 100 + 47 + 30 - 100) * OLD),
        },
    ),
    Case(
        name="an inspector's reading below the consumer's comes when both of their months are out",
        told={
            START: BEGIN,
            END_OF_AUGUST: {"readings": [read(1100, "2026-08-20")]},
            END_OF_SEPTEMBER: {"readings": [read(1200, "2026-09-20")]},
            AGAIN: {"readings": [read(1050, "2026-08-25", source="control")]},
        },
        # 50 kWh move from August to September
        right={AUGUST: (100 * OLD, 0), SEPTEMBER: (100 * OLD, 0), OCTOBER: (100 * NEW, 0)},
    ),
    Case(
        name="a first meter of August comes in September, and its next reading takes the norm back",
        **NORM,
        told={
            TOLD: {
                "meters": [meter(installed="2026-08-10")],
                "readings": [read(0, "2026-08-10"), read(30, "2026-08-20")],
            },
            END_OF_OCTOBER: {"readings": [read(100, "2026-10-20")]},
        },
        # August: 9 days of the norm are 41; of September's norm 70 kWh go back at its price
        right={
            AUGUST: (140 * OLD, 0),
            SEPTEMBER: (140 * OLD, (41 + 30 - 140) * OLD),
            OCTOBER: (0, (70 - 140) * OLD),
        },
    ),
    Case(
        name="persons of a closed month are told, and taken back",
        **NORM,
        told={
            TOLD: {"residents": ["@,2026-08-01,1"]},
            AGAIN: {"residents": ["@,2026-08-01,2"]},
        },
        right={
            AUGUST: (140 * OLD, 0),
            SEPTEMBER: (96 * OLD, (96 - 140) * OLD),
            OCTOBER: (140 * NEW, 2 * (140 - 96) * OLD),
        },
    ),
    Case(
        name="a seasonal block of an estimated month turns out to be shorter",
        told={
            START: BEGIN,
            TOLD: {"seasonal_blocks": ["@,2026-08-01,2026-08-31"]},
            AGAIN: {"seasonal_blocks": ["@,2026-08-01,2026-08-10"]},
        },
        # 21 of 31 days by the average are 68 kWh
        right={
            AUGUST: (100 * OLD, 0),
            SEPTEMBER: (100 * OLD, -100 * OLD),
            OCTOBER: (100 * NEW, 68 * OLD),
        },
    ),
]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[tuple[str, str], dict[str, Any]], Lines]:
    town = Town(
        begins=TOWN.begins, history_until=TOWN.history_until, price=TOWN.price, rates=RATES, plan=list(TOWN.plan)
    )
    return play_town(tmp_path_factory.mktemp("contradicting"), town, CASES)


@pytest.mark.timeout(600)
@pytest.mark.req("S2", "S8")
@pytest.mark.parametrize("case", CASES, ids=str)
def test_each_kwh_is_billed_once(case: Case, played: tuple[dict[tuple[str, str], dict[str, Any]], Lines]) -> None:
    bills, _ = played
    found = {period: bills.get((case.name, period)) for period in (AUGUST, SEPTEMBER, OCTOBER)}
    sums = {
        period: (bill["charged_kopecks"], bill["recalculated_kopecks"]) if bill else None
        for period, bill in found.items()
    }
    assert sums == case.right


@pytest.mark.timeout(600)
def test_nothing_is_refused(played: tuple[dict[tuple[str, str], dict[str, Any]], Lines]) -> None:
    assert played[1] == []
