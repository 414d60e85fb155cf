"""The town written as the CSV files of the supplier's import; see the import's documentation for the columns."""

import csv
import io
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date, timedelta
from multiprocessing import get_context
from pathlib import Path
from random import Random

from deploy.simulators.demo_town.household import Household, town
from deploy.simulators.demo_town.life import History, Norm, Price, live

_DATA = Path(__file__).parent / "data"
STRETCH = 2_000
"""Households that are drawn at once; each depends on its place and the seed only."""
_MONTHS = 25
"""24 billed months and the last closed one, which the billing run bills."""

COLUMNS = {
    "accounts": "account_number,full_name,address,district,rooms,persons,stove,tariff_group,heating,managing_company,"
    "multiplier,multiplier_ground,opened_on,closed_on",
    "meters": "account_number,serial,digits,zones,installed_on,removed_on,verification_due,failed_on,max_power_kw",
    "readings": "account_number,serial,zone,value,taken_on,source",
    "opening_balances": "account_number,period,kopecks",
    "charges": "account_number,period,zone,tier,method,volume,price_kopecks,amount_kopecks",
    "credits": "account_number,paid_on,amount_kopecks,channel,operation",
    "debts": "account_number,penalty_kopecks,court_kopecks,duty_kopecks,restriction_kopecks",
    "notices": "account_number,delivered_on,channel,debt_kopecks",
}


def last_closed(today: date) -> str:
    """The billing period before the month of `today`."""
    return f"{today.replace(day=1) - timedelta(days=1):%Y-%m}"


def write_town(folder: Path, seed: int, count: int, today: date, progress: Callable[[int], None]) -> None:
    """Write every file of the import into `folder`; `progress` receives how many households are written."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in _DATA.glob("*.csv"):
        shutil.copy(file, folder / file.name)
    stretches = [(seed, first, min(first + STRETCH, count), today) for first in range(0, count, STRETCH)]
    with ExitStack() as stack:
        files = {
            name: stack.enter_context((folder / f"{name}.csv").open("w", encoding="utf-8", newline=""))
            for name in COLUMNS
        }
        for name, columns in COLUMNS.items():
            files[name].write(f"{columns}\n")
        for (_, _, written, _), drawn in zip(stretches, _drawn(stretches, stack), strict=True):
            for name, text in drawn.items():
                files[name].write(text)
            progress(written)


Stretch = tuple[int, int, int, date]
"""(seed, first household, the one after the last, today)"""


def _drawn(stretches: list[Stretch], stack: ExitStack) -> Iterator[dict[str, str]]:
    """The files' lines, stretch by stretch; every processor draws when there is more than one."""
    if len(stretches) < 2:
        return map(_draw, stretches)
    return stack.enter_context(get_context("spawn").Pool()).imap(_draw, stretches)


def _draw(stretch: Stretch) -> dict[str, str]:
    seed, first, end, today = stretch
    periods, price, norm = _periods(today), _prices(), _norms()
    texts = {name: io.StringIO() for name in COLUMNS}
    writers = {name: csv.writer(text, lineterminator="\n") for name, text in texts.items()}
    for household in town(seed, end, today, first):
        history = live(household, periods, Random(f"{seed}:{household.number}"), price, norm)
        _write_household(lambda name, rows: writers[name].writerows(rows), household, history, periods, today)
    return {name: text.getvalue() for name, text in texts.items()}


def _write_household(
    write: Callable[[str, list[tuple[object, ...]]], None],
    h: Household,
    history: History,
    periods: list[str],
    today: date,
) -> None:
    company = "ООО «Управляющая компания «Уют»" if "кв." in h.address else ""
    write(
        "accounts",
        [
            (
                h.number,
                h.full_name,
                h.address,
                h.district,
                h.rooms,
                h.persons,
                h.stove,
                h.group,
                int(h.heating),
                company,
                "1",
                "",
                "2015-01-01",
                "",
            )
        ],
    )
    write("meters", _meters(h, history))
    write("readings", [(h.number, *row) for row in history.readings])
    write("opening_balances", [(h.number, periods[0], history.opening_kopecks)])
    write("charges", [(h.number, *row) for row in history.charges])
    write("credits", [(h.number, *row) for row in history.credits])
    if h.notice:
        delivered = (today - timedelta(days=9)).isoformat()
        debt = sum(row[-1] for row in history.charges[-h.stops_paying + 1 :])
        write("debts", [(h.number, 21_540, 0, 200_000, 163_000)])
        write("notices", [(h.number, delivered, "заказное письмо", debt)])


def _meters(h: Household, history: History) -> list[tuple[object, ...]]:
    if h.meter is None:
        return []
    m, zones, removed = h.meter, "+".join(h.meter.zones), history.replaced_on
    rows: list[tuple[object, ...]] = [
        (h.number, m.serial, m.digits, zones, m.installed_on, removed or "", m.verification_due, "", 15)
    ]
    if removed:
        due = removed.replace(year=removed.year + 16)
        rows.append((h.number, f"{m.serial}9", m.digits, zones, removed, "", due, "", 15))
    return rows


def _periods(today: date) -> list[str]:
    year, month = (int(part) for part in last_closed(today).split("-"))
    first = year * 12 + month - _MONTHS
    return [f"{n // 12:04d}-{n % 12 + 1:02d}" for n in range(first, first + _MONTHS)]


def _prices() -> Price:
    with (_DATA / "tariffs.csv").open(encoding="utf-8") as file:
        rows = [
            (r["from"][:7], r["to"][:7] or "9999-12", r["group"], r["zone"], int(r["tier1"].replace(".", "")))
            for r in csv.DictReader(file)
        ]
    known: dict[tuple[str, str, str], int] = {}

    def price(period: str, group: str, zone: str) -> int:
        key = (period, group, zone)
        if key not in known:
            known[key] = next(r[4] for r in rows if r[0] <= period <= r[1] and r[2:4] == (group, zone))
        return known[key]

    return price


def _norms() -> Norm:
    with (_DATA / "norms.csv").open(encoding="utf-8") as file:
        table = {(r["stove"], int(r["rooms"]), int(r["persons"])): int(r["kwh"]) for r in csv.DictReader(file)}
    return lambda stove, rooms, persons: table[stove, min(rooms, 4), min(persons, 5)]
