"""What a chunk's charges add up to, and the accounts of it that somebody should look at before publication."""

import heapq
from collections import Counter
from dataclasses import dataclass, field
from typing import TypedDict

from services.billing.penalties.accruing import Penalty
from services.billing.rules.charge.outcome import Outcome
from services.billing.run.replays import Unsettled

LOOKED_AT, MOST_LEFT_OUT = 5, 100


class ChargeTotals(TypedDict):
    """`run_chunks.totals` of the charge."""

    accounts: int
    volume: int
    charged_kopecks: int
    penalty_kopecks: int
    by_method: dict[str, int]
    exceptions: dict[str, int]
    samples: dict[str, str]
    """An account of each method and flag."""
    largest: list[tuple[int, str]]
    """(kopecks, account number)."""
    left_out: list[tuple[str, str]]
    """(account number, reason)."""
    recalculated_accounts: int
    recalculated_kopecks: int
    unbilled: list[tuple[str, str, str]]
    """(account number, first month without a bill, reason or empty when its bill settles all of them)."""
    unbilled_total: int


@dataclass(slots=True)
class Totals:
    """Adds up the outcomes of a chunk."""

    accounts: int = 0
    volume: int = 0
    charged: int = 0
    penalty: int = 0
    methods: Counter[str] = field(default_factory=Counter)
    exceptions: Counter[str] = field(default_factory=Counter)
    samples: dict[str, str] = field(default_factory=dict)
    largest: list[tuple[int, str]] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)
    recalculated_accounts: int = 0
    recalculated: int = 0
    unbilled: dict[str, tuple[str, str]] = field(default_factory=dict)
    """By account number: since when, and why it cannot be charged."""
    unsettled: list[str] = field(default_factory=list)
    """Accounts whose bill does not settle their late facts."""

    def add(self, number: str, outcome: Outcome, penalty: Penalty | None) -> None:
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
        if outcome.recalculations:
            self.recalculated_accounts += 1
            self.recalculated += outcome.recalculated

    def look_back(self, number: str, late: Unsettled) -> None:
        """Report an account without a bill for an earlier month, and a fact that came too late."""
        if late.unbilled_since:
            self.unbilled[number] = late.unbilled_since, _too_old(late.unbilled_since, late.start.period)
        if late.too_old:
            self.exceptions["too_old"] += 1

    def leave_out(self, number: str, reason: str, late: Unsettled | None) -> None:
        """Report an account that gets no bill; its late facts stay for a later run."""
        self.exceptions["not_charged"] += 1
        self.left_out.append((number, reason))
        if number in self.unbilled:
            self.unbilled[number] = self.unbilled[number][0], reason
        if late is not None:
            self.unsettled.append(number)

    def defer(self, number: str) -> None:
        """Report a difference that is too small for this bill."""
        self.exceptions["deferred"] += 1
        self.unsettled.append(number)

    def dump(self) -> ChargeTotals:
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
            "recalculated_accounts": self.recalculated_accounts,
            "recalculated_kopecks": self.recalculated,
            "unbilled": [(number, *why) for number, why in list(self.unbilled.items())[:MOST_LEFT_OUT]],
            "unbilled_total": len(self.unbilled),
        }


def _too_old(since: str, last: str) -> str:
    """Names the months without a bill up to `last`, where charging starts; empty when all of them are charged."""
    return f"settle_back_months: {since} to {last} are too old to be charged" if since <= last else ""
