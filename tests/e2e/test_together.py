"""One payment for two accounts through the running system: one order, a credit and a reading for each, one letter."""

import time
from typing import Any

import pytest

from deploy.simulators.demo import bank
from deploy.simulators.demo.mailbox import Mailbox
from tests.support.faults.customer_load import FRICTIONLESS, Payer, newcomer
from tests.support.running_portal import RunningPortal

pytestmark = [pytest.mark.req("B14"), pytest.mark.req("B3")]
FLAT, DACHA = "180200020", "180200027"
PATIENCE_S = 60


def credited(payer: Payer, number: str, kopecks: int) -> list[dict[str, Any]]:
    """Credits of the sum, as soon as there are any."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        listed = payer.portal.get(f"/accounts/{number}/credits")["credits"]
        if found := [one for one in listed if one["amount_kopecks"] == kopecks]:
            return found
        time.sleep(0.2)
    return []


def test_two_accounts_are_paid_by_one_order(portal: RunningPortal) -> None:
    payer = newcomer(portal, FLAT, DACHA)
    started = payer.start(3_333)
    assert started["payment_url"]
    bank.pay(started["payment_url"], FRICTIONLESS)
    assert len(credited(payer, FLAT, 3_333)) == 1
    assert len(credited(payer, DACHA, 13_333)) == 1
    paid = payer.portal.get(f"/payments/{started['id']}")
    assert {part["account_number"]: part["amount_kopecks"] for part in paid["parts"]} == {FLAT: 3_333, DACHA: 13_333}
    assert paid["amount_kopecks"] == 16_666
    letter = Mailbox(portal.mailbox).wait(payer.email, "Чек")
    assert "166,66" in str(letter) and "(180)200020" in str(letter) and "(180)200027" in str(letter)
    for number in (FLAT, DACHA):
        sources = [one["source"] for one in payer.portal.get(f"/accounts/{number}/readings")["readings"]]
        assert "payment" in sources, number
    assert payer.portal.file(f"/payments/{started['id']}/receipt.pdf").startswith(b"%PDF")
