"""`./cabinet payment ID`: the whole way of one payment (B3), from the bank's order to ledger, reading and letter."""

import os
import sys
from collections.abc import Iterator
from datetime import timedelta

from chassis.clock import MOSCOW
from chassis.context import SYSTEM
from chassis.errors import CallFailed, Refusal
from chassis.rpc_client import RpcClient
from contracts.billing import BillingRpc
from contracts.notifications import LetterQuery, NotificationsRpc
from contracts.payments import Payment, PaymentRef, PaymentsRpc
from contracts.readings import ReadingsRpc
from contracts.wire import Interval

_SECONDS = 15


def main(payment_id: str) -> int:
    client = RpcClient(os.environ["AMQP_URL"], timeout=_SECONDS, name="payment-trace")
    try:
        with client.calling(caller=SYSTEM):
            for line in trace(client, payment_id):
                print(line)
    except (Refusal, CallFailed) as problem:
        print(f"cabinet: {problem}", file=sys.stderr)
        return 1
    finally:
        client.close()
    return 0


def trace(client: RpcClient, payment_id: str) -> Iterator[str]:
    """Lines for a person; raises what a service refused or why it did not answer."""
    told = client.stub(PaymentsRpc).trace_payment(PaymentRef(payment_id=payment_id))
    payment = told.payment
    yield f"payment {payment.payment_id}: {_rubles(payment.amount_kopecks)} for account {payment.account_number}"
    yield f"  state {payment.state}, bank order {payment.bank_order_id}, refunded {_rubles(payment.refunded_kopecks)}"
    for step in told.steps:
        yield f"  {step.at:%Y-%m-%d %H:%M:%S} {step.actor:<10} {step.what}  {step.detail}"
    for refund in told.refunds:
        yield f"  refund {refund.refund_id}: {_rubles(refund.amount_kopecks)}, {refund.state}, {refund.reason}"
    if payment.paid_at:
        yield from _effects(client, payment)


def _effects(client: RpcClient, payment: Payment) -> Iterator[str]:
    """What the other services made of the bank's word."""
    assert payment.paid_at
    day = payment.paid_at.astimezone(MOSCOW).date()
    around = Interval(account_number=payment.account_number, since=day, until=day + timedelta(days=1))
    entries = [e for e in client.stub(BillingRpc).get_timeline(around).entries if e.kind == "credit"]
    mine = [e for e in entries if -e.amount_kopecks == payment.amount_kopecks]
    yield from (f"  ledger   {e.at:%Y-%m-%d %H:%M:%S} {e.title}, balance {_rubles(e.balance_kopecks)}" for e in mine)
    if not mine:
        yield "  ledger   no credit of this sum on that day: look at the dead letters of billing"
    for reading in client.stub(ReadingsRpc).list_readings(around).readings:
        shown = ", ".join(f"{value.zone} {value.value}" for value in reading.values)
        yield f"  reading  {reading.received_at:%Y-%m-%d %H:%M:%S} {reading.source}: {shown}"
    letters = client.stub(NotificationsRpc).list_letters(LetterQuery(account_number=payment.account_number)).letters
    for letter in (one for one in letters if one.created_at >= payment.paid_at):
        yield f"  letter   {letter.created_at:%Y-%m-%d %H:%M:%S} {letter.purpose}: {letter.state}"


def _rubles(kopecks: int) -> str:
    return f"{'-' if kopecks < 0 else ''}{abs(kopecks) // 100},{abs(kopecks) % 100:02d} ₽"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
