"""The parts of a payment: what each account gets of one order at the bank."""

from collections.abc import Sequence

from pydantic import Field

from contracts.wire import AccountNumber, Kopecks, Message, PositiveKopecks, ZoneValue

MOST_PARTS = 20
"""Accounts of one order: so many fit into the bank's description of it, which names each with its sum."""


class PartRequest(Message):
    """One more account that is paid by the same order."""

    account_number: AccountNumber
    address: str = Field(max_length=500)
    """Of the supplied object, printed on the receipt."""
    amount_kopecks: PositiveKopecks
    readings: list[ZoneValue] | None = Field(max_length=50)
    """As those of `PaymentRequest`."""


class PaymentPart(Message):
    """What one account has got of a payment, or will get."""

    account_number: AccountNumber
    address: str
    amount_kopecks: PositiveKopecks
    readings: list[ZoneValue] | None
    refunded_kopecks: Kopecks = 0


class PartSum(Message):
    """How much of a sum that went back belongs to an account."""

    account_number: AccountNumber
    amount_kopecks: PositiveKopecks


def sum_of(parts: Sequence[PartRequest | PaymentPart | PartSum]) -> int:
    """Kopecks of all of them."""
    return sum(part.amount_kopecks for part in parts)
