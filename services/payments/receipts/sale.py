"""What a fiscal receipt is made of (54-ФЗ)."""

from collections.abc import Iterable
from datetime import date

from services.payments.bank.orders import Position, Sale
from services.payments.models import Part, Payment, Refund
from wording.moscow import moscow_day


def sale_of(payment: Payment) -> Sale:
    """The receipt about the payment: a position for each account."""
    return Sale(_positions((part, part.amount_kopecks) for part in payment.parts), _day(payment))


def returned_sale(payment: Payment, refund: Refund) -> Sale:
    """The receipt about money of one account that goes back."""
    return Sale(_positions([(payment.part(refund.part), refund.amount_kopecks)]), _day(payment))


def _positions(sums: Iterable[tuple[Part, int]]) -> tuple[Position, ...]:
    return tuple(Position(code=part.id, account_number=part.account_number, kopecks=kopecks) for part, kopecks in sums)


def _day(payment: Payment) -> date:
    return moscow_day(payment.paid_at or payment.created_at)
