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

from chassis.database.bulk_copy import copy_rows
from chassis.service.declarations import blocking
from services.billing.accounts.ranges import AccountRange
from services.billing.penalties.accruing import Late, Penalty
from services.billing.penalties.source import late_accounts
from services.billing.rates.editions import policies
from services.billing.rules.charge.charging import charge
from services.billing.rules.charge.model import Outcome
from services.billing.rules.charge.rate_book import RateBook
from services.billing.rules.errors import BadInputError
from services.billing.run.models import Result
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
    penalty: int = 0
    largest: list[tuple[int, str]] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)

    def add(self, number: str, outcome: Outcome, penalty: Penalty) -> None:
        self.accounts += 1
        self.penalty += sum(line["amount_kopecks"] for line in penalty["lines"]) if penalty else 0
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
            "penalty_kopecks": self.penalty,
            "by_method": self.methods,
            "exceptions": self.exceptions,
            "samples": self.samples,
            "largest": heapq.nlargest(LOOKED_AT, self.largest),
            "left_out": self.left_out[:MOST_LEFT_OUT],
        }


def charge_chunk(session: Session, chunk: AccountRange, book: RateBook) -> dict[str, Any]:
    """Replace the chunk's draft by a new one; the totals for the report."""
    totals = Totals()
    found = households(session, chunk)
    late = Late(late_accounts(session, chunk.period, chunk.first, chunk.last), policies(session))
    rows = blocking(_charged, found, late, book, totals)
    session.execute(
        delete(Result).where(
            Result.period == chunk.period, Result.account_number >= chunk.first, Result.account_number <= chunk.last
        )
    )
    copy_rows(session, Result.__tablename__, _COLUMNS, rows)
    return totals.dump()


def _charged(found: list[Household], late: Late, book: RateBook, totals: Totals) -> list[Row]:
    return list(_each(found, late, book, totals))


def _each(found: list[Household], late: Late, book: RateBook, totals: Totals) -> Iterator[Row]:
    for one in found:
        try:
            outcome = charge(one.home, one.devices, one.registers, one.missed, one.taken, book)
            penalty = late.penalty(one.home.number, book.period)
        except BadInputError as error:
            totals.leave_out(one.home.number, error)
            log.warning("not charged: %s", error, extra={"account_number": one.home.number})
            continue
        totals.add(one.home.number, outcome, penalty)
        yield (
            book.period,
            one.home.number,
            outcome.method,
            outcome.volume,
            outcome.charged,
            outcome.vat,
            outcome.settled,
            _dump(outcome, penalty),
            outcome.flags,
        )


def _dump(outcome: Outcome, penalty: Penalty) -> str:
    told = {
        "lines": outcome.lines,
        "meters": outcome.meters,
        "missed": outcome.missed,
        "registers": [register.dump() for register in outcome.registers],
    }
    return _encode(told | {"penalty": penalty} if penalty else told)
