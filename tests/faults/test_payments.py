"""The bank and the customers do what they do, in the whole system: floods, two tabs, an account that is gone."""

import secrets
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import requests

from deploy.simulators.demo.portal import Refused
from tests.support.bank_process import eventually
from tests.support.faults.customer_load import Payer
from tests.support.faults.system_under_fault import Stand

pytestmark = pytest.mark.usefixtures("agreed")

FLOOD, SENDERS = 300, 8


@pytest.mark.case("C10", "C13")
def test_a_flood_of_forged_notices_holds_up_no_payment(system: Stand, payer: Payer) -> None:
    address = f"{system.running.url}/api/v1/callbacks/sberbank"
    before = system.books.read("payments", "select count(*) from payments where paid_at is not null")

    def forge(_: int) -> int:
        forged = {"mdOrder": secrets.token_hex(16), "orderNumber": secrets.token_hex(4), "operation": "deposited"}
        return requests.post(address, json=forged | {"status": "1", "checksum": "0" * 64}, timeout=60).status_code

    with ThreadPoolExecutor(SENDERS) as senders:
        flood = senders.map(forge, range(FLOOD))
        paid = payer.pay(5001)
        eventually(lambda: (paid, 5001) in system.books.credited(), 60)
        assert set(flood) <= {200, 429, 503}, "an unknown order is answered like any other, or not now"
    after = system.books.read("payments", "select count(*) from payments where paid_at is not null")
    assert after[0][0] == before[0][0] + 1, "nobody but the payer has paid"


@pytest.mark.case("C15", "C16")
def test_two_tabs_are_one_open_order_and_two_clicks_are_one(system: Stand, payer: Payer) -> None:
    keys = [secrets.token_hex(12) for _ in range(2)]
    with ThreadPoolExecutor(2) as clicks:
        first = list(clicks.map(lambda key: _tab(payer, 0).ask(key, 5002)["id"], [keys[0]] * 2))
    second = _tab(payer, 1).ask(keys[1], 5002)["id"]
    payer.values = _tab(payer, 1).values
    assert first[0] == first[1] != second
    payer.started[second] = 5002
    closed, open_ = (system.bank.book(payment)[0]["id"] for payment in (first[0], second))
    assert not system.bank.pay(closed).ok
    assert system.bank.pay(open_).ok
    eventually(lambda: system.books.credited()[second, 5002] == 1, 30)


@pytest.mark.req("M4.1.7", "B3")
@pytest.mark.case("C15")
def test_two_parts_paid_with_one_reading_are_both_credited_and_read_once(system: Stand, payer: Payer) -> None:
    payer.values = _tab(payer, 1).values
    before = system.books.recorded()
    parts = []
    for _ in range(2):
        parts.append(payer.ask("part-" + secrets.token_hex(8), 5006)["id"])
        payer.started[parts[-1]] = 5006
        assert system.bank.pay(system.bank.book(parts[-1])[0]["id"]).ok
        eventually(lambda: system.books.credited()[parts[-1], 5006] == 1, 30)
    eventually(lambda: all(system.books.credited()[part, 5006] == 1 for part in parts), 30)
    eventually(lambda: (system.books.recorded() - before).total() == 1, 30)


def _tab(payer: Payer, number: int) -> Payer:
    """The same customer with other readings in the form: the same ones would be one reading."""
    return replace(payer, values={zone: value + 1 + number for zone, value in payer.values.items()})


@pytest.mark.case("C26")
def test_the_money_comes_to_an_account_that_has_left_the_cabinet_meanwhile(system: Stand, payer: Payer) -> None:
    other, portal = "180111114", payer.portal
    proof = {"current_password": payer.password}
    portal.post("/settings/accounts", account_number=other, **proof)
    wanted = {"account_number": other, "amount": 5003, "receipt_email": payer.email, "confirmed": True}
    payment = portal.post("/payments", **wanted)["id"]
    payer.started[payment] = 5003
    token = {"Authorization": f"Bearer {payer.token}"}
    gone = portal.http.delete(f"{portal.base}/api/v1/settings/accounts/{other}", json=proof, headers=token, timeout=30)
    assert gone.ok, gone.text
    system.bank.pay(system.bank.book(payment)[0]["id"])
    eventually(lambda: (payment, 5003) in system.books.credited(), 30)
    eventually(lambda: payment in system.books.receipts().values(), 60)


@pytest.mark.case("C28")
def test_nobody_but_the_portal_says_where_the_bank_sends_the_browser(system: Stand, payer: Payer) -> None:
    with pytest.raises(Refused, match=r"42[02]|400"):
        payer.portal.post(
            "/payments",
            account_number=payer.account,
            amount=5004,
            receipt_email=payer.email,
            confirmed=True,
            return_url="https://evil.example/",
        )
    payment = payer.start(5005)["id"]
    assert system.bank.book(payment)[0]["return_url"].startswith(system.running.url + "/")
