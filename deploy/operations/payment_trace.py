"""`./cabinet payment ID`: traces one payment (B3) from the form to the ledger, the reading, the letter and the receipt.

The id is the payment's own number, which is also the order's number at the bank, or the bank's number of the order.
"""

import argparse
import sys
from collections.abc import Iterator

from chassis.context import SYSTEM
from chassis.errors import CallFailed, Refusal
from chassis.rpc.client import RpcClient
from contracts.notifications import LetterQuery, NotificationsRpc
from contracts.payments import Payment, PaymentRef, PaymentsRpc
from contracts.readings import PaidWith, ReadingsRpc
from deploy.launcher.host.progress import Progress
from deploy.launcher.system import locate

_SECONDS = 15


def run(given: argparse.Namespace) -> int:
    client = locate(Progress()).rpc_client("payment-trace", _SECONDS)
    try:
        with client.calling(caller=SYSTEM):
            for line in trace(client, given.id):
                print(line)
    except (Refusal, CallFailed) as problem:
        print(f"cabinet: {problem}", file=sys.stderr)
        return 1
    finally:
        client.close()
    return 0


def trace(client: RpcClient, payment_id: str) -> Iterator[str]:
    """Lines for a person; raises what a service refused or why it did not answer."""
    response = client.stub(PaymentsRpc).trace_payment(PaymentRef(payment_id=payment_id))
    payment = response.payment
    yield f"payment {payment.payment_id}: {_rubles(payment.amount_kopecks)} for account {payment.account_number}"
    yield f"  state {payment.state}, bank order {payment.bank_order_id}, refunded {_rubles(payment.refunded_kopecks)}"
    for step in response.steps:
        yield f"  {step.at:%Y-%m-%d %H:%M:%S} {step.actor:<10} {step.what}  {step.detail}"
    for refund in response.refunds:
        yield f"  refund {refund.refund_id}: {_rubles(refund.amount_kopecks)}, {refund.state}, {refund.reason}"
    yield from _effects(client, payment)


def _effects(client: RpcClient, payment: Payment) -> Iterator[str]:
    """What the other services made of the bank's word; the ledger's line is among the steps."""
    brought = client.stub(ReadingsRpc).list_paid_with(PaidWith(payment_id=payment.payment_id)).readings
    for reading in brought:
        shown = ", ".join(f"{value.zone} {value.value}" for value in reading.values)
        yield f"  reading  {reading.received_at:%Y-%m-%d %H:%M:%S} {shown}"
    if payment.paid_at and payment.readings and not brought:
        yield "  reading  none of its own: the same had been sent before, or look at the dead letters of readings"
    letters = client.stub(NotificationsRpc).list_letters(LetterQuery(about=payment.payment_id)).letters
    for letter in letters:
        yield f"  letter   {letter.created_at:%Y-%m-%d %H:%M:%S} {letter.purpose} to {letter.to}: {letter.state}"


def _rubles(kopecks: int) -> str:
    return f"{'-' if kopecks < 0 else ''}{abs(kopecks) // 100},{abs(kopecks) % 100:02d} ₽"
