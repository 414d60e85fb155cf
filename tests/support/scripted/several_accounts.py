"""A payment for several accounts as the desk is told of it."""

from contracts import payments
from tests.support.scripted import household, staff_answers
from tests.support.scripted.people import FLAT, NOW


def trace_of_several() -> payments.PaymentTrace:
    """A payment for two accounts, of which the bank has given back a sum without naming one."""
    known = staff_answers.trace(payments.PaymentRef(payment_id=staff_answers.PAYMENT))
    assert isinstance(known, payments.PaymentTrace)
    waiting = staff_answers.refund("manual_review").model_copy(update={"refund_id": "f2"})
    named = staff_answers.refund().model_copy(update={"account_number": FLAT})
    paid = household.several().model_copy(update={"payment_id": staff_answers.PAYMENT, "state": "partly_refunded"})
    return known.model_copy(update={"payment": paid, "refunds": [named, waiting]})


def orphan_of_several() -> payments.OrphanedOrder:
    parts = [payments.PartSum(account_number=FLAT, amount_kopecks=50_000)]
    parts.append(payments.PartSum(account_number=household.DACHA, amount_kopecks=25_050))
    return payments.OrphanedOrder(
        order_number="261105-8F2K9QWX4T",
        bank_order_id="b1",
        amount_kopecks=75_050,
        kept_kopecks=75_050,
        paid_at=NOW,
        card_masked="411111**1111",
        description="Электроэнергия, лицевые счета 180111112 500,00; 180111116 250,50",
        account_number=FLAT,
        parts=parts,
    )
