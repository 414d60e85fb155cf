"""What became of readings that came with payments through banks, for the rows of a register."""

from typing import Annotated, Literal

from pydantic import Field

from contracts.wire import AccountNumber, Identifier, Message, Open, Word


class BankOperationRef(Message):
    channel: Word
    operation: Word
    """The bank's own name of it."""


class BankOperations(Message):
    operations: list[BankOperationRef] = Field(max_length=100)


BankOutcome = Annotated[Literal["recorded", "repeated", "refused", "released", "unknown"], Open()]
"""Accepted; the same as sent before; does not count, with the reason; taken back with the payment."""


class BankReading(Message):
    """What became of readings of one meter that came with a payment through a bank."""

    channel: str
    operation: str
    account_number: AccountNumber
    serial: str
    written: str
    """As the bank wrote them."""
    outcome: BankOutcome
    reason: str
    reading_id: Identifier | None


class BankReadings(Message):
    readings: list[BankReading]
