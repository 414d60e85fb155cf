"""A small town as a rehearsal: each case is one household, all of a group are played together in one go."""

import json
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from deploy.operations.rehearse.command import play_folder

HEADS = {
    "tariffs": "set,from,to,group,zone,tier1,tier2,tier3,source",
    "norms": "from,stove,rooms,persons,kwh",
    "policy": "name,from,value",
    "accounts": "account_number,full_name,address,district,rooms,persons,stove,tariff_group,heating,managing_company,"
    "multiplier,multiplier_ground,opened_on,closed_on",
    "meters": "account_number,serial,digits,zones,installed_on,removed_on,verification_due,failed_on",
    "readings": "account_number,serial,zone,value,taken_on,source",
    "opening_balances": "account_number,period,kopecks",
    "charges": "account_number,period,zone,tier,method,volume,price_kopecks,amount_kopecks",
    "credits": "account_number,paid_on,amount_kopecks,channel,operation",
    "residents": "account_number,from,persons",
    "absences": "account_number,from,to,persons,ground",
    "seasonal_blocks": "account_number,from,to",
    "tiers": "from,to,group,limit1,limit2",
    "acts": "account_number,kind,happened_on,until,serial,number,details",
}
Files = dict[str, list[str]]
"""Lines by file; `@` stands for the account's number. `readings+withdrawn` is the file with one column more."""
Lines = list[dict[str, Any]]


@dataclass(kw_only=True)
class Case:
    """One household: what is told on which day, and the right bills: period -> (charged, recalculated) in kopecks."""

    name: str
    told: dict[str, Files]
    """By day, or by START for what the town begins with."""
    right: dict[str, tuple[int, int]]
    group: str = "city_gas"
    rooms: int = 2
    persons: int = 2
    multiplier: str = "1"
    closed: str = ""
    opened: str = "2015-01-01"
    history: list[int] = field(default_factory=lambda: [100] * 6)
    method: str = "metered"

    def __str__(self) -> str:
        return self.name


START = "start"


@dataclass(kw_only=True)
class Town:
    """The months that are played for a group of cases."""

    begins: str
    """Day of the first load; history ends with the month before."""
    history_until: str
    price: int
    """Kopecks of the history."""
    rates: Files
    plan: list[str]
    """Rows of plan.csv beside the loads."""


def account_number(nth: int) -> str:
    return f"180000{nth + 1:03d}"


def play_town(folder: Path, town: Town, cases: list[Case]) -> tuple[dict[tuple[str, str], dict[str, Any]], Lines]:
    """The bills by (case, period), the last revision of each, and the lines with `error`."""
    files: dict[str, Files] = defaultdict(lambda: defaultdict(list))
    for name, lines in town.rates.items():
        files[town.begins][name] += lines
    for nth, case in enumerate(cases):
        number = account_number(nth)
        for name, lines in _start(case, town).items():
            files[town.begins][name] += [line.replace("@", number) for line in lines]
        for day, told in case.told.items():
            for name, lines in told.items():
                files[town.begins if day == START else day][name] += [line.replace("@", number) for line in lines]
    plan = [f"{day},load,{day}" for day in files] + town.plan
    # A load of a day comes before the run of the same day.
    plan.sort(key=lambda row: (row.split(",")[0], ",load," not in row))
    for day, told in files.items():
        (folder / day).mkdir(parents=True)
        for name, lines in told.items():
            file, _, more = name.partition("+")
            head = HEADS[file] + (more and f",{more}")
            (folder / day / f"{file}.csv").write_text("\n".join([head, *lines, ""]), encoding="utf-8")
    (folder / "plan.csv").write_text("\n".join(["day,do,what", *plan, ""]), encoding="utf-8")
    play_folder(folder, out=folder / "out.jsonl")
    output = [json.loads(line) for line in (folder / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    names = {account_number(nth): case.name for nth, case in enumerate(cases)}
    bills = {(names[line["account"]], line["period"]): line for line in output if "lines" in line}
    return bills, [line for line in output if "error" in line]


def _start(case: Case, town: Town) -> Files:
    ground = "акт о недопуске № 7" if case.multiplier != "1" else ""
    account = (
        f"@,Житель,Калуга,180,{case.rooms},{case.persons},gas,{case.group},0,,{case.multiplier},{ground},"
        f"{case.opened},{case.closed}"
    )
    year, month = map(int, town.history_until.split("-"))
    last = year * 12 + month - 1
    charges = []
    for back, kwh in enumerate(reversed(case.history)):
        period = f"{(last - back) // 12}-{(last - back) % 12 + 1:02d}"
        charges.append(f"@,{period},one,1,{case.method},{kwh},{town.price},{kwh * town.price}")
    return {"accounts": [account], "charges": charges}


def read(value: int, day: str, serial: str = "S1", zone: str = "one", source: str = "imported") -> str:
    """A line of readings.csv."""
    return f"@,{serial},{zone},{value},{day},{source}"


def meter(serial: str = "S1", zones: str = "one", digits: int = 5, **days: str) -> str:
    """A line of meters.csv; days: installed, removed, failed."""
    installed = days.get("installed", "2019-04-11")
    return f"@,{serial},{digits},{zones},{installed},{days.get('removed', '')},2035-04-11,{days.get('failed', '')}"
