"""Readings that payers gave with operations of a bank, and what became of each: readings knows it, the row shows it."""

from collections.abc import Sequence

from contracts.bank_readings import BankOperationRef, BankOperations, BankReading
from contracts.registers import Operation
from gateway.backend.rpc import Round, services

Given = dict[int, list[BankReading] | None]
"""By operation; None where readings does not answer now. An operation without readings is not in it."""


def given_with(rows: Sequence[Operation]) -> Given:
    """Returns what became of the readings of these operations."""
    bearing = [row for row in rows if row.readings]
    if not bearing:
        return {}
    wanted = BankOperations(operations=[BankOperationRef(channel=r.channel, operation=r.operation) for r in bearing])
    with Round() as ask_:
        found = ask_(services().readings.list_bank_readings, wanted)
    answer = found.or_nothing
    if answer is None:
        return dict.fromkeys((row.operation_id for row in bearing), None)
    return {
        row.operation_id: [
            one for one in answer.readings if (one.channel, one.operation) == (row.channel, row.operation)
        ]
        for row in bearing
    }
