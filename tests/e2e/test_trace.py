"""`./cabinet payment ID` shows a payment's whole way, from the bank's order to ledger, reading and letter."""

import re

import pytest

from tests.support.faults.customer_load import newcomer
from tests.support.running_portal import RunningPortal


@pytest.mark.req("B3")
@pytest.mark.timeout(120)
def test_a_payment_is_traced_from_the_order_to_the_ledger(portal: RunningPortal) -> None:
    payer = newcomer(portal, "180111120")
    payer.pay(12_345)
    [payment] = payer.started
    for _ in range(50):
        result = portal.launcher("payment", payment)
        if "ledger: payment" in result.stdout and "reading  2" in result.stdout:
            break
    assert result.returncode == 0, result.stderr
    for part in (r"123,45 ₽ for account 180111120", r"draft → registering", r"callback\s+authentic", r"→ paid",
                 r"ledger: payment  12345 kopecks, account 180111120", r"event: payment_succeeded  published",
                 r"reading  \S+ \S+ one "):  # fmt: skip
        assert re.search(part, result.stdout), f"{part} is missing in:\n{result.stdout}"


def test_an_unknown_payment_is_told_plainly(portal: RunningPortal) -> None:
    result = portal.launcher("payment", "no-such-payment")
    assert result.returncode == 1
    assert "cabinet: " in result.stderr and "Traceback" not in result.stderr
