"""What another system billed against what was played: differences by account, month and zone, grouped by cause."""

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from deploy.operations.rehearse.bills import Line
from deploy.operations.rehearse.plan import Problem
from wording.money import plain_amount

HEADER = ("account", "period", "zone", "volume", "amount_kopecks")
_SHAPES = {
    "account": (re.compile(r"\d{9}"), "nine digits"),
    "period": (re.compile(r"20\d\d-(0[1-9]|1[0-2])"), "a month such as 2026-09"),
    "zone": (re.compile(r"one|day|night|peak|semi"), "one, day, night, peak or semi"),
    "volume": (re.compile(r"-?\d{1,9}"), "whole kWh"),
    "amount_kopecks": (re.compile(r"-?\d{1,12}"), "whole kopecks"),
}
CAUSES = {
    "not billed here": "the other system has a bill for the month, this one has none",
    "not billed there": "this system has a bill for the month, the other one has none",
    "rounding": "the same volume; at most a kopeck a line apart",
    "price": "the same volume at another price, tier or tariff group",
    "split by zones": "the same volume together, divided otherwise over the zones",
    "other month": "the same in all months together, billed in another one",
    "recalculation": "the difference is what was recalculated here for earlier months",
    "by readings": "another volume where this system has charged by readings",
    "by average": "another volume where this system has charged by the average",
    "by norm": "another volume where this system has charged by the norm",
}

Key = tuple[str, str, str]
"""Account, period, zone."""


class Billed(NamedTuple):
    """kWh and kopecks of one account, month and zone."""

    volume: int = 0
    kopecks: int = 0

    def plus(self, other: "Billed") -> "Billed":
        return Billed(self.volume + other.volume, self.kopecks + other.kopecks)


@dataclass(slots=True)
class _Ours:
    """What was played for a key."""

    total: Billed = field(default_factory=Billed)
    recalculated: Billed = field(default_factory=Billed)
    lines: int = 0
    methods: set[str] = field(default_factory=set)


_Bills = dict[str, dict[str, _Ours]]
"""Of one account, by period and zone."""
_Theirs = dict[tuple[str, str], Billed]
"""Of one account, by (period, zone)."""


def read_billed(path: Path) -> tuple[dict[Key, Billed], list[Problem]]:
    """Read the other system's file; rows that cannot be read are named and left out."""
    billed: dict[Key, Billed] = defaultdict(Billed)
    problems = []
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        return {}, [Problem(f"the file cannot be read: {error}", path.name)]
    rows = csv.reader(lines, delimiter=max(",;\t", key=(lines[0] if lines else "").count))
    header = [name.strip() for name in next(rows, [])]
    if missing := [name for name in HEADER if name not in header]:
        return {}, [Problem(f"the column is missing; the header is {','.join(HEADER)}", path.name, 1, missing[0])]
    for row in rows:
        cells = dict(zip(header, (cell.strip() for cell in row), strict=False))
        if not any(cells.values()):
            continue
        wrong = next((name for name in HEADER if not _SHAPES[name][0].fullmatch(cells.get(name, ""))), None)
        if wrong:
            remedy = f"{cells.get(wrong, '')!r} must be {_SHAPES[wrong][1]}"
            problems.append(Problem(remedy, path.name, rows.line_num, wrong))
            continue
        key = (cells["account"], cells["period"], cells["zone"])
        billed[key] = billed[key].plus(Billed(int(cells["volume"]), int(cells["amount_kopecks"])))
    return billed, problems


class Comparison:
    """Collects the played bills and compares them, the last revision of each."""

    def __init__(self, theirs: dict[Key, Billed]) -> None:
        self._theirs: dict[str, dict[tuple[str, str], Billed]] = defaultdict(dict)
        for (account, period, zone), billed in theirs.items():
            self._theirs[account][period, zone] = billed
        self._bills: dict[str, dict[str, dict[str, _Ours]]] = defaultdict(dict)
        self._causes: dict[str, tuple[int, Billed]] = {}

    def add(self, bill: Line) -> None:
        """A bill of the output; a later revision takes the place of the one before."""
        zones: dict[str, _Ours] = defaultdict(_Ours)
        for line in bill["lines"]:
            part = Billed(line["volume"], line["amount_kopecks"])
            ours = zones[line["zone"] or "one"]
            ours.total = ours.total.plus(part)
            ours.lines += 1
            if line["kind"] == "recalculation":
                ours.recalculated = ours.recalculated.plus(part)
            else:
                ours.methods.add(line["method"])
        self._bills[bill["account"]][bill["period"]] = zones

    def differences(self) -> Iterator[Line]:
        """A line for each account, month and zone that differs, then one with the causes; once, after all bills."""
        for account in sorted(self._bills.keys() | self._theirs.keys()):
            yield from self._of_account(account, self._bills.get(account, {}), self._theirs.get(account, {}))
        yield {"causes": [{"cause": cause, **self._sums(cause)} for cause in self._by_count()]}

    def table(self) -> Iterator[str]:
        """The differences by cause, the most frequent first, for the terminal."""
        if not self._causes:
            yield "against the other system: no difference"
        for cause in self._by_count():
            sums = self._sums(cause)
            kwh, rubles = f"{sums['volume']:+}", plain_amount(sums["amount_kopecks"])
            yield f"{sums['count']:>7} {cause}: {kwh} kWh, {rubles} rub. ({CAUSES[cause]})"

    def _of_account(self, account: str, bills: _Bills, theirs: _Theirs) -> Iterator[Line]:
        keys = {(period, zone) for period, zones in bills.items() for zone in zones} | theirs.keys()
        for period, zone in sorted(keys):
            ours = bills.get(period, {}).get(zone) or _Ours()
            other = theirs.get((period, zone), Billed())
            if ours.total == other:
                continue
            cause = _cause(period, ours, other, bills, theirs)
            count, sums = self._causes.get(cause, (0, Billed()))
            apart = Billed(ours.total.volume - other.volume, ours.total.kopecks - other.kopecks)
            self._causes[cause] = count + 1, sums.plus(apart)
            yield {
                "difference": cause,
                "account": account,
                "period": period,
                "zone": zone,
                "volume": ours.total.volume,
                "amount_kopecks": ours.total.kopecks,
                "against_volume": other.volume,
                "against_amount_kopecks": other.kopecks,
            }

    def _by_count(self) -> list[str]:
        return sorted(self._causes, key=lambda cause: -self._causes[cause][0])

    def _sums(self, cause: str) -> dict[str, int]:
        count, sums = self._causes[cause]
        return {"count": count, "volume": sums.volume, "amount_kopecks": sums.kopecks}


def _cause(period: str, ours: _Ours, other: Billed, bills: _Bills, theirs: _Theirs) -> str:
    if period not in bills:
        return "not billed here"
    if not any(month == period for month, _ in theirs):
        return "not billed there"
    if ours.total.volume == other.volume:
        return "rounding" if abs(ours.total.kopecks - other.kopecks) <= max(1, ours.lines) else "price"
    if _volume(bills, {period}) == sum(kwh.volume for (month, _), kwh in theirs.items() if month == period):
        return "split by zones"
    if ours.recalculated.volume and ours.total.volume - other.volume == ours.recalculated.volume:
        return "recalculation"
    if _volume(bills, set(bills)) == sum(kwh.volume for kwh in theirs.values()):
        return "other month"
    method = min(ours.methods, default="metered")
    return {"average": "by average", "norm": "by norm"}.get(method, "by readings")


def _volume(bills: _Bills, periods: set[str]) -> int:
    return sum(ours.total.volume for period in periods for ours in bills[period].values())
