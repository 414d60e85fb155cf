"""What a fiscal receipt is made of (54-ФЗ)."""

from services.payments.bank.orders import Sale
from services.payments.models import Payment
from wording.moscow import moscow_day


def sale_of(payment: Payment, kopecks: int) -> Sale:
    """The position of a receipt about this much of the payment."""
    day = moscow_day(payment.paid_at or payment.created_at)
    return Sale(payment_id=payment.id, account_number=payment.account_number, kopecks=kopecks, day=day)
