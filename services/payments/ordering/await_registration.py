"""A repeated request waits until the first one with its key has registered the order."""

import time

from services.payments.dependencies import PaymentsCall
from services.payments.models import Payment

PATIENCE_SECONDS, LOOKS_A_SECOND = 3, 10


def await_registration(call: PaymentsCall, payment_id: str) -> Payment:
    """Returns the payment once its registration has a reply, or as it is when the patience ends.

    It looks again and again instead of waiting for a lock: the first request holds none while it asks the bank.
    """
    end = time.monotonic() + PATIENCE_SECONDS
    while (payment := _read(call, payment_id)).state == "registering" and time.monotonic() <= end:
        time.sleep(1 / LOOKS_A_SECOND)
    return payment


def _read(call: PaymentsCall, payment_id: str) -> Payment:
    with call.database.reading() as session:
        return session.get_one(Payment, payment_id)
