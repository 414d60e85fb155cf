"""The database's server hurts: requests end in time, pools come back, the books agree."""

import time

import pytest

from deploy.simulators.demo.portal import Refused
from tests.faults.test_broker import answers
from tests.support.bank_process import eventually
from tests.support.faults.customer_load import Payer
from tests.support.faults.system_under_fault import Stand

pytestmark = pytest.mark.usefixtures("agreed")


@pytest.mark.case("E1")
def test_ended_sessions_are_opened_again(system: Stand, payer: Payer) -> None:
    ours = "from pg_stat_activity where pid <> pg_backend_pid() and backend_type = 'client backend'"
    system.books.read("auth", f"select pg_terminate_backend(pid) {ours}")
    eventually(lambda: answers(payer), 10)
    paid = payer.pay(3001)
    eventually(lambda: (paid, 3001) in system.books.credited(), 30)


@pytest.mark.case("E4")
def test_a_silent_database_holds_nobody(system: Stand, payer: Payer) -> None:
    with system.frozen("postgres"):
        end = time.monotonic() + 15
        while time.monotonic() < end:
            assert not answers(payer)
    eventually(lambda: answers(payer), 30)
    paid = payer.pay(3002)
    eventually(lambda: (paid, 3002) in system.books.credited(), 30)


@pytest.mark.case("E6")
def test_too_few_connections_are_a_503_for_as_long_as_there_are_too_few(system: Stand, payer: Payer) -> None:
    role = system.books.read("billing", "select usename from pg_stat_activity where application_name = 'billing'")[0][0]
    system.books.read("billing", f'alter role "{role}" connection limit 0')
    ours = "from pg_stat_activity where application_name = 'billing'"
    system.books.read("billing", f"select pg_terminate_backend(pid) {ours}")
    try:
        with pytest.raises(Refused, match=r"50[34]"):
            payer.ask("no-connection-for-this", 3004)
    finally:
        system.books.read("billing", f'alter role "{role}" connection limit -1')
    eventually(lambda: answers(payer), 30)
    paid = payer.pay(3003)
    eventually(lambda: (paid, 3003) in system.books.credited(), 30)
