"""The rows of a report for a stretch of accounts, with their sums by district."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from services.billing.rates.editions import policies
from services.billing.reports.kinds import Kind
from services.billing.rules.periods import first_day, next_period

Row = list[Any]
Totals = dict[str, dict[str, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Which accounts in which months, all included."""

    since: str
    until: str
    first: str = "000000000"
    last: str = "999999999"


def read_rows(session: Session, kind: Kind, stretch: Stretch) -> list[Row]:
    """Returns the rows in the order of the columns; sums are whole kopecks and kWh."""
    asked: dict[str, Any] = {
        "since": stretch.since,
        "until": stretch.until,
        "first": stretch.first,
        "last": stretch.last,
    }
    if ":rates" in kind.sql:
        asked["rates"] = _rates(session, stretch)
    return [list(row) for row in session.execute(text(kind.sql), asked)]


def totals_of(kind: Kind, rows: Iterable[Row]) -> Totals:
    """Sums by district of the columns that have one."""
    district = next(nth for nth, column in enumerate(kind.columns) if column.name == "district")
    summed = [(nth, column.name) for nth, column in enumerate(kind.columns) if column.summed]
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        for nth, name in summed:
            found[row[district]][name] += row[nth]
    return {name: dict(sums) for name, sums in found.items()}


def added(totals: Iterable[Totals]) -> Totals:
    """The sums of several parts."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for one in totals:
        for name, sums in one.items():
            found[name].update(sums)
    return {name: dict(found[name]) for name in sorted(found)}


def whole(totals: Totals) -> dict[str, int]:
    """The sums of all districts."""
    found: Counter[str] = Counter()
    for sums in totals.values():
        found.update(sums)
    return dict(found)


def merged(kind: Kind, parts: Iterable[Iterable[Row]]) -> list[Row]:
    """Groups of several parts as one list, in the order of their names."""
    found: dict[tuple[Any, ...], list[int]] = {}
    for rows in parts:
        for row in rows:
            sums = found.setdefault(tuple(row[: kind.keys]), [0] * (len(row) - kind.keys))
            found[tuple(row[: kind.keys])] = [one + more for one, more in zip(sums, row[kind.keys :], strict=True)]
    return [[*key, *found[key]] for key in sorted(found)]


def sealed(kind: Kind, rows: Iterable[Row]) -> Iterator[bytes]:
    """What the checksum is made of: a line for each row, without what may change when the sums do not."""
    kept = [nth for nth, column in enumerate(kind.columns) if column.sealed]
    for row in rows:
        yield json.dumps([row[nth] for nth in kept], ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _rates(session: Session, stretch: Stretch) -> str:
    policy_on, period, rates = policies(session), stretch.since, {}
    while period <= stretch.until:
        rates[period] = policy_on(first_day(period)).vat_rate
        period = next_period(period)
    return json.dumps(rates)
