"""Charge the accounts of one chunk and keep the results as a draft."""

import heapq
import json
import logging
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from chassis.bulk import copy_rows
from chassis.service import blocking
from services.billing.rates.book import RateBook
from services.billing.rules.errors import BadInputError
from services.billing.run.charging import charge
from services.billing.run.household import Outcome
from services.billing.run.models import Chunk, Result
from services.billing.run.source import Household, households

log = logging.getLogger(__name__)

_COLUMNS = (
    "period",
    "account_number",
    "method",
    "volume",
    "charged_kopecks",
    "vat_kopecks",
    "settled_kwh",
    "outcome",
    "flags",
)
Row = tuple[Any, ...]
LOOKED_AT, MOST_LEFT_OUT = 5, 100
_encode = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode


@dataclass(slots=True)
class Totals:
    """What the report adds up."""

    accounts: int = 0
    volume: int = 0
    charged: int = 0
    methods: Counter[str] = field(default_factory=Counter)
    exceptions: Counter[str] = field(default_factory=Counter)
    samples: dict[str, str] = field(default_factory=dict)
    """An account of each method and mark, to look at before publication."""
    largest: list[tuple[int, str]] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)

    def add(self, number: str, outcome: Outcome) -> None:
        self.accounts += 1
        self.volume += outcome.volume
        self.charged += outcome.charged
        self.methods[outcome.method] += 1
        self.exceptions.update(outcome.flags)
        for kind in (outcome.method, *outcome.flags):
            if kind not in self.samples:
                self.samples[kind] = number
        self.largest.append((outcome.charged, number))

    def leave_out(self, number: str, error: BadInputError) -> None:
        self.exceptions["not_charged"] += 1
        self.left_out.append((number, str(error)))

    def dump(self) -> dict[str, Any]:
        return {
            "accounts": self.accounts,
            "volume": self.volume,
            "charged_kopecks": self.charged,
            "by_method": self.methods,
            "exceptions": self.exceptions,
            "samples": self.samples,
            "largest": heapq.nlargest(LOOKED_AT, self.largest),
            "left_out": self.left_out[:MOST_LEFT_OUT],
        }


def charge_chunk(session: Session, chunk: Chunk, book: RateBook) -> dict[str, Any]:
    """Replace the chunk's draft by a new one; the totals for the report."""
    totals = Totals()
    found = households(session, chunk)
    rows = blocking(_charged, found, book, totals)
    session.execute(
        delete(Result).where(
            Result.period == chunk.period, Result.account_number >= chunk.first, Result.account_number <= chunk.last
        )
    )
    copy_rows(session, Result.__tablename__, _COLUMNS, rows)
    return totals.dump()


def _charged(found: list[Household], book: RateBook, totals: Totals) -> list[Row]:
    return list(_each(found, book, totals))


def _each(found: list[Household], book: RateBook, totals: Totals) -> Iterator[Row]:
    for one in found:
        try:
            outcome = charge(one.home, one.devices, one.registers, one.missed, one.taken, book)
        except BadInputError as error:
            totals.leave_out(one.home.number, error)
            log.warning("not charged: %s", error, extra={"account_number": one.home.number})
            continue
        totals.add(one.home.number, outcome)
        yield (
            book.period,
            one.home.number,
            outcome.method,
            outcome.volume,
            outcome.charged,
            outcome.vat,
            outcome.settled,
            _dump(outcome),
            outcome.flags,
        )


def _dump(outcome: Outcome) -> str:
    return _encode(
        {
            "lines": outcome.lines,
            "meters": outcome.meters,
            "missed": outcome.missed,
            "registers": [register.dump() for register in outcome.registers],
        }
    )
