"""A town as files: a folder for each month, which holds what becomes known with its bill."""

import csv
import shutil
from collections import defaultdict
from pathlib import Path

from tests.support.billing_town import HEADS
from tests.support.model.facts import Household, Meter, Month, first, name
from tests.support.model.rates import FILES, Rates
from tests.support.model.rates import rows as loaded

Rows = dict[tuple[Month, str], list[list[object]]]
"""Lines by the month with whose bill they are known, and by file."""


TARIFFS = "set,from,to,group,zone,tier1,tier2,tier3,source"
NORMS = "from,stove,rooms,persons,kwh"
HEADS_HERE = {
    "tariffs": TARIFFS,
    "norms": NORMS,
    "meters": HEADS["meters"] + ",point,last_reading",
    "readings": HEADS["readings"] + ",withdrawn",
    "accounts": HEADS["accounts"] + ",effective_from",
    "acts": "account_number,kind,happened_on,until,serial,number,details",
}
START = "start"
PAST = Rates()
"""For the history before the play, which nothing changes."""


def write(folder: Path, homes: list[Household], rates: Rates, start: Month, end: Month) -> None:
    """Write the folders; facts that are known before the first month are loaded with the rates."""
    rows: Rows = defaultdict(list)
    for home in homes:
        _accounts(rows, home, start)
        _meters(rows, home)
        _dated(rows, home)
    for file, editions in rates.late.items():
        for known, row in editions:
            rows[known, file].append(list(row.values()))
    (folder / START).mkdir(parents=True)
    for path in FILES.glob("*.csv"):
        shutil.copy(path, folder / START / path.name)
    for file in ("tariffs", "tiers"):
        found = loaded(file)
        _write(folder / START / f"{file}.csv", ",".join(found[0]), [list(row.values()) for row in found])
    for known in range(start - 1, end + 1):
        into = folder / (START if known < start else name(known))
        into.mkdir(exist_ok=True)
        for (month, file), lines in rows.items():
            if month == known or (known == start - 1 and month < known):
                _write(into / f"{file}.csv", HEADS_HERE.get(file) or HEADS[file], lines)


def _accounts(rows: Rows, home: Household, start: Month) -> None:
    for one in home.contracts:
        ground = "акт о недопуске № 7" if home.multiplier != "1" else ""
        rows[one.known, "accounts"].append(
            [home.number, f"Житель {home.kind}", "г. Калуга, ул. Кирова, д. 1", "180", home.rooms, one.persons,
             home.stove, home.group, int(home.heating), "", home.multiplier, ground, one.opened, one.closed or "", ""]
        )  # fmt: skip
    for terms in home.terms:
        contract = home.contract(terms.known)
        assert contract is not None
        ground = "акт о недопуске № 8" if terms.multiplier != "1" else ""
        rows[terms.known, "accounts"].append(
            [home.number, f"Житель {home.kind}", "г. Калуга, ул. Кирова, д. 1", "180", home.rooms, contract.persons,
             home.stove, terms.group, int(home.heating), "", terms.multiplier, ground, contract.opened,
             contract.closed or "", first(terms.since)]
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
    for one in {(one.known, one.life): one for one in home.meters}.values():
        rows[one.known, "meters"].append(
            [home.number, one.serial, one.digits, "+".join(one.zones), one.installed, one.removed or "", "2035-04-11",
             one.failed or "", 15, one.point, _unread(home, one)]
        )  # fmt: skip
    editions = {(one.known, one.serial, one.day, one.source, frozenset(one.values)): one for one in home.readings}
    for reading in editions.values():
        for zone, value in reading.values.items():
            line = [home.number, reading.serial, zone, value, reading.day, reading.source, int(reading.withdrawn)]
            rows[reading.known, "readings"].append(line)


def _unread(home: Household, meter: Meter) -> str:
    """What the file says of a meter that ended without readings of that day; others are in readings.csv."""
    end = meter.failed or meter.removed
    read = any(meter.reads(one) and one.day == end and one.known <= meter.known for one in home.readings)
    return "" if end is None or read else "unread"


def _dated(rows: Rows, home: Household) -> None:
    for one in home.residents:
        rows[one.known, "residents"].append([home.number, one.since, one.persons])
    for away in home.absences:
        line = [home.number, away.since, away.until, away.persons, "заявление от 5 числа"]
        rows[away.known, "absences"].append(line)
    for block in home.blocks:
        rows[block.known, "seasonal_blocks"].append([home.number, block.since, block.until])
    for change in home.owners:
        line = [home.number, "owner_change", change.day, "", "", f"акт {change.day}", "full_name=Новый Житель"]
        rows[change.known, "acts"].append(line)
    for number, paid in enumerate(home.payments):
        rows[paid.known, "credits"].append(
            [home.number, paid.day, paid.kopecks, "Почта России", f"{home.number}-{number}"]
        )


def _write(path: Path, head: str, lines: list[list[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(head.split(","))
        writer.writerows(lines)
