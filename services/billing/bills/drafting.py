"""Compose the snapshot of a bill from a run's result: plain JSON values in the shape of `contracts.bill`. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from services.billing.rules.charge.rate_book import RateBook
from services.billing.rules.due_dates import due_day
from services.billing.rules.periods import last_day

FORM_VERSION = 1


@dataclass(slots=True)
class Draft:
    """All that goes into one bill beside the rates."""

    account_number: str
    revision: int
    code: str
    subscriber: dict[str, Any]
    outcome: dict[str, Any]
    method: str
    charged: int
    vat: int
    opening: int
    paid: int
    recalculations: list[tuple[str, int]]
    """(ground, kopecks)."""
    penalty: int
    penalty_lines: list[dict[str, Any]]
    debts: dict[str, int]
    notice: dict[str, Any] | None


def compose(draft: Draft, book: RateBook, issued_at: datetime) -> dict[str, Any]:
    """The snapshot without the supplier's block, which is the same for all."""
    recalculated = sum(kopecks for _, kopecks in draft.recalculations)
    total = draft.opening + draft.charged + recalculated - draft.paid
    number = f"{draft.account_number}-{book.period}"
    return {
        "form_version": FORM_VERSION,
        "number": number if draft.revision == 1 else f"{number}-{draft.revision}",
        "code": draft.code,
        "period": book.period,
        "revision": draft.revision,
        "issued_at": issued_at.isoformat(),
        "due_on": due_day(book.period, book.policy).isoformat(),
        "subscriber": draft.subscriber,
        "meters": draft.outcome["meters"],
        "lines": draft.outcome["lines"],
        "recalculations": [{"ground": ground, "amount_kopecks": sum_} for ground, sum_ in draft.recalculations],
        "opening_kopecks": draft.opening,
        "charged_kopecks": draft.charged,
        "recalculated_kopecks": recalculated,
        "paid_kopecks": draft.paid,
        "total_kopecks": total,
        "vat_rate": book.policy.vat_rate,
        "vat_kopecks": draft.vat,
        "payments_until": last_day(book.period).isoformat(),
        "debts": draft.debts,
        "penalty": {"charged_kopecks": draft.penalty, "lines": draft.penalty_lines} if draft.penalty_lines else None,
        "notice": draft.notice if total > 0 else None,
        "readings_until_day": book.policy.cutoff_day,
    }


def used_readings(meters: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The readings that the bill rests on, as `contracts.billing.UsedReading`s."""
    return [
        {
            "meter_serial": meter["serial"],
            "zone": register["zone"],
            "value": register["current"],
            "taken_on": date.fromisoformat(register["current_on"]),
        }
        for meter in meters
        for register in meter["registers"]
        if register["current"] is not None
    ]
