"""What a chunk's charges add up to, and the accounts of it that somebody should look at before publication."""

import heapq
from collections import Counter
from dataclasses import dataclass, field
from typing import TypedDict

from services.billing.penalties.accruing import Penalty
from services.billing.rules.charge.outcome import Outcome
from services.billing.rules.errors import BadInputError

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

    def leave_out(self, number: str, error: BadInputError) -> None:
        self.exceptions["not_charged"] += 1
        self.left_out.append((number, str(error)))

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
        }
