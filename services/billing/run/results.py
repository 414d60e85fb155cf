"""The row of `run_results` that a charge becomes: bills are made of it, and the next run starts from it."""

import json
from collections.abc import Sequence
from typing import NamedTuple, NotRequired, TypedDict

from services.billing.penalties.accruing import Penalty
from services.billing.rules.charge.account_input import StoredRegister
from services.billing.rules.charge.bill_shapes import BillAbsence, BillAct, BillLine, BillMeter, RecalculationLine
from services.billing.rules.charge.outcome import Outcome
from services.billing.rules.settlement.replay import Standing

_encode = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode


class StoredStanding(TypedDict):
    """Where the account stands after a closed month that was charged again."""

    period: str
    missed: int
    registers: list[StoredRegister]


class StoredOutcome(TypedDict):
    """`run_results.outcome`."""

    lines: list[BillLine]
    meters: list[BillMeter]
    missed: int
    registers: list[StoredRegister]
    recalculations: NotRequired[list[RecalculationLine]]
    absences: NotRequired[list[BillAbsence]]
    refused: NotRequired[list[BillAct]]
    replayed: NotRequired[list[StoredStanding]]
    penalty: NotRequired[Penalty]


class ResultRow(NamedTuple):
    """The columns of `run_results` in the order in which they are copied."""

    period: str
    account_number: str
    method: str
    volume: int
    charged_kopecks: int
    vat_kopecks: int
    settled_kwh: int
    outcome: str
    """`StoredOutcome` as JSON."""
    flags: list[str]
    recalculated_kopecks: int | None


def result_row(
    period: str, number: str, outcome: Outcome, penalty: Penalty | None, replayed: Sequence[Standing] = ()
) -> ResultRow:
    """Returns the draft of one account; `replayed` are its closed months that were charged again."""
    return ResultRow(
        period=period,
        account_number=number,
        method=outcome.method,
        volume=outcome.volume,
        charged_kopecks=outcome.charged,
        vat_kopecks=outcome.vat,
        settled_kwh=outcome.settled,
        outcome=_encode(stored(outcome, penalty, replayed)),
        flags=outcome.flags,
        recalculated_kopecks=outcome.recalculated if outcome.recalculations else None,
    )


def stored(outcome: Outcome, penalty: Penalty | None, replayed: Sequence[Standing] = ()) -> StoredOutcome:
    """Returns what publication and the next run read."""
    found: StoredOutcome = {
        "lines": outcome.lines,
        "meters": outcome.meters,
        "missed": outcome.missed,
        "registers": [register.dump() for register in outcome.registers],
    }
    if outcome.recalculations:
        found["recalculations"] = outcome.recalculations
    if outcome.absences:
        found["absences"] = outcome.absences
    if outcome.refused:
        found["refused"] = outcome.refused
    if replayed:
        found["replayed"] = [
            {"period": one.period, "missed": one.missed, "registers": [register.dump() for register in one.registers]}
            for one in replayed
        ]
    if penalty:
        found["penalty"] = penalty
    return found
