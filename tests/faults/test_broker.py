"""The broker hurts: nobody waits beyond the deadline, everybody comes back by himself, the books agree."""

import shutil
import time
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

import pytest
import requests

from chassis.events.topology import queue_of
from contracts.payments import PaymentSucceeded
from deploy.provisioning.broker import management_for
from deploy.provisioning.credentials import Credentials
from deploy.simulators.demo.portal import Refused
from tests.support.bank_process import eventually
from tests.support.faults.customer_load import Payer
from tests.support.faults.system_under_fault import Stand
from wording.moscow import MOSCOW

pytestmark = pytest.mark.usefixtures("agreed")

PATIENCE_S = 60
QUEUE = queue_of("billing", PaymentSucceeded.TYPE)


def answers(payer: Payer) -> bool:
    """Whether the account's page data come, or 503; who would be held for long gets an exception (`Portal`)."""
    try:
        payer.portal.get(f"/accounts/{payer.account}")
        return True
    except Refused as refused:
        assert refused.status == 503, refused
        return False


@pytest.mark.case("B1")
@pytest.mark.req("B3")
def test_a_stopped_broker_is_a_quick_503_and_no_more(system: Stand, payer: Payer) -> None:
    system.control("stop_app")
    try:
        refused = requests.get(f"{system.running.url}/api/v1/accounts", headers=_token(payer), timeout=PATIENCE_S)
        assert refused.status_code == 503
        assert int(refused.headers["Retry-After"]) > 0
        time.sleep(4)
    finally:
        system.control("start_app")
    eventually(lambda: answers(payer), PATIENCE_S)
    payer.pay(2001)


@pytest.mark.case("B3")
def test_a_frozen_broker_holds_nobody(system: Stand, payer: Payer) -> None:
    with system.frozen("rabbitmq"):
        end = time.monotonic() + 8
        while time.monotonic() < end:
            assert not answers(payer)
    eventually(lambda: answers(payer), PATIENCE_S)
    payer.pay(2002)


@pytest.mark.case("B4")
def test_a_broker_that_takes_nothing_keeps_paid_money_safe(system: Stand, payer: Payer) -> None:
    started = payer.start(2003)
    with system.alarmed():
        order = system.bank.book(started["id"])[0]["id"]
        system.bank.pay(order)
        eventually(lambda: not answers(payer), PATIENCE_S)
        assert not answers(payer)
    eventually(lambda: answers(payer), PATIENCE_S)


@pytest.mark.case("B6")
def test_closed_connections_are_opened_again(system: Stand, payer: Payer) -> None:
    system.control("close_all_connections", "a test")
    eventually(lambda: answers(payer), PATIENCE_S)
    paid = payer.pay(2004)
    eventually(lambda: (paid, 2004) in system.books.credited(), PATIENCE_S)


@pytest.mark.case("B8", "B9")
def test_a_silent_service_takes_its_part_of_the_page_and_executes_nothing_late(system: Stand, payer: Payer) -> None:
    payments = "select count(*) from payments"
    before = system.books.read("payments", payments)
    with system.frozen("payments"):
        assert answers(payer), "accounts and bills do not need payments"
        with pytest.raises(Refused, match="503"):
            payer.ask("nobody-waits-for-this", 2005)
        time.sleep(1)
    time.sleep(2)
    assert system.books.read("payments", payments) == before


@pytest.mark.case("B11")
def test_a_changed_password_keeps_the_facts_until_it_is_known(system: Stand, payer: Payer) -> None:
    user, password = _lock_out(system, "payments")
    try:
        with pytest.raises(Refused, match=r"50[34]"):
            payer.ask("nobody-can-hear-this", 2007)
        assert answers(payer), "the others go on"
    finally:
        system.control("change_password", user, password)
    eventually(lambda: system.running.state["processes"]["payments"]["state"] == "ready", PATIENCE_S)
    paid = payer.pay(2008)
    eventually(lambda: (paid, 2008) in system.books.credited(), PATIENCE_S)


@pytest.mark.case("B12")
def test_a_deleted_queue_is_declared_again_and_heard(system: Stand, payer: Payer) -> None:
    since, vhost = now(), f"cabinet-{system.books.mark}"
    management = management_for(system.running.state["servers"]["AMQP_URL"])
    assert management is not None
    management.request("DELETE", f"/api/queues/{quote(vhost)}/{quote(QUEUE)}")
    paid = payer.pay(2006)
    system.declare()
    eventually(lambda: _consumers(system) >= 1, PATIENCE_S)
    # What came meanwhile is in `unrouted`; telling it again is an operator's step.
    eventually(lambda: not system.books.waiting(), PATIENCE_S)
    republish(system, since)
    system.control("purge_queue", "-p", vhost, "unrouted")
    eventually(lambda: (paid, 2006) in system.books.credited(), PATIENCE_S)


@pytest.mark.case("B13")
@pytest.mark.timeout(300)
def test_a_broker_that_has_lost_everything_is_set_up_and_told_again(system: Stand, payer: Payer) -> None:
    since, data = now(), Path(system.servers.rabbit.specs[-1].environment["RABBITMQ_MNESIA_DIR"])
    paid = payer.start(2009)["id"]
    _lock_out(system, "billing")  # so that nobody takes it from the queue
    system.bank.pay(system.bank.book(paid)[0]["id"])
    eventually(lambda: QUEUE in system.books.queued(), PATIENCE_S)
    system.kill_server("rabbitmq", away=2, meanwhile=lambda: shutil.rmtree(data))
    system.declare()
    system.wait_ready()
    eventually(lambda: answers(payer), PATIENCE_S)
    assert (paid, 2009) not in system.books.credited()
    republish(system, since)
    eventually(lambda: (paid, 2009) in system.books.credited(), PATIENCE_S)


def now() -> str:
    return datetime.now(MOSCOW).isoformat(timespec="seconds")


def republish(system: Stand, since: str) -> None:
    """As an operator does who knows when the broker was last whole."""
    result = system.running.launcher("republish", "--since", since)
    assert result.returncode == 0, result.stderr
    assert "payments: " in result.stdout and "events since" in result.stdout


def _lock_out(system: Stand, service: str) -> tuple[str, str]:
    """Another password on the broker than the service knows; its name and the one that it knows."""
    user, password = Credentials(system.running.home / "secrets" / "passwords.json").pair(
        f"rabbitmq:{service}", service
    )
    system.control("change_password", user, "rotated")
    system.control("close_all_user_connections", user, "a test")
    return user, password


def _consumers(system: Stand) -> int:
    management = management_for(system.running.state["servers"]["AMQP_URL"])
    assert management is not None
    vhost = quote(f"cabinet-{system.books.mark}")
    return int(management.request("GET", f"/api/queues/{vhost}/{quote(QUEUE)}").get("consumers", 0))


def _token(payer: Payer) -> dict[str, str]:
    return {"Authorization": f"Bearer {payer.token}"}
