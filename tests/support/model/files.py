"""A town as a rehearsal: plan.csv and a folder of files for each month, which hold what becomes known with its bill."""

import csv
import shutil
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from tests.support.billing_town import HEADS
from tests.support.model.facts import Household, Meter, Month, first, name
from tests.support.model.rates import FILES, Rates

Rows = dict[tuple[Month, str], list[list[object]]]
"""Lines by the month with whose bill they are known, and by file."""


TARIFFS = "set,from,to,group,zone,tier1,tier2,tier3,source"
METERS = HEADS["meters"] + ",last_reading"
PAST = Rates()
"""For the history before the play, which nothing changes."""


def write(
    folder: Path,
    homes: list[Household],
    start: Month,
    end: Month,
    late_tariffs: Iterable[tuple[Month, dict[str, str]]] = (),
) -> None:
    """Write the rehearsal; facts that are known before the first month are loaded with the rates."""
    rows: Rows = defaultdict(list)
    for home in homes:
        _accounts(rows, home, start)
        _meters(rows, home)
        _dated(rows, home)
    for known, row in late_tariffs:
        rows[known, "tariffs"].append(list(row.values()))
    first_folder = folder / "start"
    first_folder.mkdir(parents=True)
    for path in FILES.glob("*.csv"):
        shutil.copy(path, first_folder / path.name)
    plan = [[first(start).replace(day=9), "load", "start"]]
    for known in range(start - 1, end + 1):
        into = first_folder if known < start else folder / name(known)
        into.mkdir(exist_ok=True)
        for (month, file), lines in rows.items():
            if month == known or (known == start - 1 and month < known):
                _write(into / f"{file}.csv", _head(file), lines)
        if known >= start:
            day = first(known + 1)
            if any(into.iterdir()):
                plan.append([day, "load", name(known)])
            plan += [[day, "run", name(known)], [day.replace(day=2), "publish", name(known)]]
    _write(folder / "plan.csv", "day,do,what", plan)


def _head(file: str) -> str:
    return {"tariffs": TARIFFS, "meters": METERS}.get(file) or HEADS[file]


def _accounts(rows: Rows, home: Household, start: Month) -> None:
    for one in home.contracts:
        ground = "акт о недопуске № 7" if home.multiplier != "1" else ""
        rows[one.known, "accounts"].append(
            [home.number, f"Житель {home.kind}", "г. Калуга, ул. Кирова, д. 1", "180", home.rooms, one.persons, "gas",
             home.group, int(home.heating), "", home.multiplier, ground, one.opened, one.closed or ""]
        )  # fmt: skip
    for number, month in enumerate(home.history):
        period = name(start - len(home.history) + number)
        for zone, kwh in month.items():
            price = _past_price(home.group, zone, start - len(home.history) + number)
            rows[start - 1, "charges"].append([home.number, period, zone, 1, "metered", kwh, price, kwh * price])
    if home.contracts[0].known < start:
        past = sum(
            kwh * _past_price(home.group, zone, start - len(home.history) + number)
            for number, month in enumerate(home.history)
            for zone, kwh in month.items()
        )
        # What history has charged is taken as paid, so the play begins with nothing owed.
        since = name(start - len(home.history))
        rows[start - 1, "opening_balances"].append([home.number, since, -past])


def _past_price(group: str, zone: str, month: Month) -> int:
    return PAST.prices(group, zone, month, month)[0]


def _meters(rows: Rows, home: Household) -> None:
    # Of two editions that become known together the file has the last.
    for one in {(one.known, one.serial): one for one in home.meters}.values():
        rows[one.known, "meters"].append(
            [home.number, one.serial, one.digits, "+".join(one.zones), one.installed, one.removed or "", "2035-04-11",
             one.failed or "", 15, _unread(home, one)]
        )  # fmt: skip
    for one in home.readings:
        for zone, value in one.values.items():
            rows[one.known, "readings"].append([home.number, one.serial, zone, value, one.day, one.source])


def _unread(home: Household, meter: Meter) -> str:
    """What the file says of a meter that ended without readings of that day; others are in readings.csv."""
    end = meter.failed or meter.removed
    read = any((one.serial, one.day) == (meter.serial, end) and one.known <= meter.known for one in home.readings)
    return "" if end is None or read else "unread"


def _dated(rows: Rows, home: Household) -> None:
    for one in home.residents:
        rows[one.known, "residents"].append([home.number, one.since, one.persons])
    for away in home.absences:
        line = [home.number, away.since, away.until, away.persons, "заявление от 5 числа"]
        rows[away.known, "absences"].append(line)
    for block in home.blocks:
        rows[block.known, "seasonal_blocks"].append([home.number, block.since, block.until])
    for number, paid in enumerate(home.payments):
        rows[paid.known, "credits"].append(
            [home.number, paid.day, paid.kopecks, "Почта России", f"{home.number}-{number}"]
        )


def _write(path: Path, head: str, lines: list[list[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(head.split(","))
        writer.writerows(lines)
