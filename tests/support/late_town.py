"""A town whose October is the first month that is charged here, and facts of October that may come in time or late."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from tests.support.billing_town import BARE, HEADS, ONE, TWO, Town, account, charged, meter, months, read

PRICE = 832
"""Kopecks of a kWh in October and November 2026."""
NOVEMBER, DECEMBER = datetime(2026, 11, 5, 6, tzinfo=UTC), datetime(2026, 12, 5, 6, tzinfo=UTC)
JANUARY = datetime(2027, 1, 5, 6, tzinfo=UTC)

Facts = Callable[[Town], object]


def settle_in(town: Town) -> None:
    """Households with half a year of history; October is the first month that is charged here."""
    two = [charged(f"2026-0{m}", kwh, zone=zone, number=TWO) for m in (7, 8, 9) for zone, kwh in ZONES]
    town.load(
        accounts=[account(), account(TWO), account(BARE, persons=1, rooms=1)],
        meters=[meter(), meter("S-2", TWO, "day+night")],
        readings=[
            read(12345, "2026-09-20"),
            read(20100, "2026-09-20", "S-2", "day", number=TWO),
            read(9800, "2026-09-20", "S-2", "night", number=TWO),
        ],
        charges=[*months([210, 190, 230, 205, 215, 198]), *two],
    )


ZONES = (("day", 150), ("night", 90))


def bill_month(town: Town, period: str, now: datetime) -> None:
    town.clock.moment = now
    town.run(period)
    town.publish(period)


def owed(town: Town) -> dict[str, int]:
    """Kopecks of energy by account."""
    return dict(
        town.rows("select account_number, sum(amount_kopecks)::bigint from ledger group by 1")  # type: ignore[arg-type]
    )


def books(town: Town, period: str) -> dict[str, Any]:
    """Where the registers stand, by account."""
    query = "select account_number, missed, registers::text from standings where period = :p"
    return {row[0]: row[1:] for row in town.rows(query, p=period)}


def lines(town: Town, number: str = ONE, period: str = "2026-11") -> list[tuple[Any, ...]]:
    """(settles, kWh, kopecks, ground) of the bill's lines for earlier months."""
    found = town.bill(number, period).recalculations
    return [(one.settles, one.volume, one.amount_kopecks, one.code) for one in found]


def load(**files: list[str]) -> Facts:
    """Loads these files alone: the folder's others have been loaded."""

    def facts(town: Town) -> object:
        for path in town.folder.glob("*.csv"):
            path.unlink()
        return town.load(**files)

    return facts


def both(*every: Facts) -> Facts:
    return lambda town: [facts(town) for facts in every]


NEW_METER = [meter(removed="2026-10-14"), meter("S-9", installed="2026-10-14")]
EXCHANGE = [
    read(12445, "2026-10-14", source="control"),
    read(2, "2026-10-14", "S-9", source="control"),
    read(67, "2026-10-24", "S-9"),
]
TARIFF = (
    "set,from,to,group,zone,tier1,tier2,tier3,source\n"
    "2026Q4,2026-10-01,,city_gas,one,8.00,8.80,14.00,приказ 1\n"
    "2026Q4,2026-10-01,,city_gas,day,9.00,9.90,15.00,приказ 1\n"
    "2026Q4,2026-10-01,,city_gas,night,6.00,6.60,10.00,приказ 1"
).splitlines()


def tariffs(town: Town) -> object:
    for path in town.folder.glob("*.csv"):
        path.unlink()
    town.write("tariffs", TARIFF[1:], TARIFF[0])
    return town.load()


def terms(number: str, **changes: str) -> Facts:
    """Another tariff group or raising factor of an account since October."""
    home = {"persons": 1, "rooms": 1} if number == BARE else {}
    line = f"{account(number, **home, **changes)},2026-10-01"  # type: ignore[arg-type]

    def facts(town: Town) -> object:
        for path in town.folder.glob("*.csv"):
            path.unlink()
        town.write("accounts", [line], HEADS["accounts"] + ",effective_from")
        return town.load()

    return facts


RAISED = {"multiplier": "1.5", "ground": "акт № 7"}
LATE: dict[str, Facts] = {
    "reading": load(readings=[read(12365, "2026-10-20")]),
    "reading of one of two zones' meters": load(
        readings=[
            read(20130, "2026-10-20", "S-2", "day", number=TWO),
            read(9811, "2026-10-20", "S-2", "night", number=TWO),
        ]
    ),
    "inspector's reading by file": load(readings=[read(12365, "2026-10-15", source="control")]),
    "absence": load(absences=[f"{BARE},2026-10-02,2026-10-30,1,справка"]),
    "residents": load(residents=[f"{BARE},2026-10-01,2"]),
    "residents in the month": load(residents=[f"{BARE},2026-10-11,3"]),
    "seasonal block": load(seasonal_blocks=[f"{ONE},2026-10-01,2026-10-31"]),
    "replacement": load(meters=NEW_METER, readings=EXCHANGE),
    "failure": load(meters=[meter(failed="2026-10-12")], readings=[read(12400, "2026-10-12", source="control")]),
    "opened later than was known": load(accounts=[account(BARE, persons=1, rooms=1, opened_on="2026-10-11")]),
    "closed": load(accounts=[account(BARE, persons=1, rooms=1, closed_on="2026-10-20")]),
    "tariff": tariffs,
    "tariff group": terms(ONE, group="rural_or_electric"),
    "tariff group of a home without a meter": terms(BARE, group="rural_or_electric"),
    "raising factor": terms(BARE, **RAISED),
    "raising factor beside a meter": terms(ONE, **RAISED),
    "tariff group and raising factor": terms(BARE, group="rural_or_electric", **RAISED),
    "bad quality by hours": load(acts=[f"{ONE},quality,2026-10-14,,,К-1,hours=40"]),
    "bad quality by percent": load(acts=[f"{BARE},quality,2026-10-31,,,К-2,percent=15"]),
    "unmetered consumption": load(acts=[f"{ONE},tampering,2026-10-14,,,В-1,power_kw=2+since=2026-10-10"]),
    "access refused twice": load(
        acts=[f"{ONE},access_refused,2026-10-02,,S-1,Н-1,", f"{ONE},access_refused,2026-10-20,,S-1,Н-2,"]
    ),
    "bad quality of a month that a reading changes": both(
        load(acts=[f"{ONE},quality,2026-10-14,,,К-1,hours=40"]), load(readings=[read(12365, "2026-10-20")])
    ),
    "all at once": both(
        load(readings=[read(12365, "2026-10-20")]),
        load(residents=[f"{BARE},2026-10-01,2"], absences=[f"{BARE},2026-10-02,2026-10-30,1,справка"]),
    ),
}
