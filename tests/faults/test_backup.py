"""The database comes back from a backup: the reconciliation finds what was paid since, and a person restores it."""

import shutil
from base64 import b64encode
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
import requests

from chassis.context import SYSTEM
from chassis.rpc.client import RpcClient
from chassis.rpc.identity import Signer
from contracts.payments import OrphanedOrderRef, PaymentRestoring, PaymentsRpc
from contracts.registers import ReconciliationDay, RegisterFile
from deploy.provisioning.credentials import Credentials
from deploy.provisioning.identities import private_key
from tests.support.bank_process import eventually
from tests.support.faults.customer_load import Payer
from tests.support.faults.system_under_fault import Stand
from tests.support.postgres_standby import base_backup
from wording.moscow import MOSCOW

TODAY = datetime.now(MOSCOW).date()
HEADINGS = "номер;дата;вид;заказ;заказ банка;сумма;комиссия"


@pytest.mark.req("B3")
@pytest.mark.case("E12")
@pytest.mark.timeout(300)
@pytest.mark.usefixtures("agreed")
def test_payments_after_the_backup_are_found_at_the_bank_and_restored(
    system: Stand, payer: Payer, tmp_path: Path
) -> None:
    kept = payer.pay(12_001)
    eventually(lambda: (kept, 12_001) in system.books.credited(), 60)
    base_backup(system.servers, tmp_path / "backup")
    lost = {payer.pay(kopecks): kopecks for kopecks in (12_002, 12_003)}
    eventually(lambda: lost.items() <= system.books.credited().keys(), 60)
    put_back(system, tmp_path / "backup")
    assert system.books.kept_at_bank() - system.books.kept_here() == Counter(lost.items())
    with desk(system) as payments:
        payments.take_register(register(system, {kept, *lost}))
        orphans = missing_here(payments)
        assert len(orphans) == len(lost)
        for order in orphans:
            restored(payments, order, payer.account)
        eventually(lambda: lost.items() <= system.books.credited().keys(), 60)
        eventually(lambda: missing_here(payments) == [], 30)


def put_back(system: Stand, backup: Path) -> None:
    """The server dies, and its data are those of the backup when it starts again."""
    data = Path(system.books.read("auth", "show data_directory")[0][0])

    def replace() -> None:
        data.rename(data.with_name("lost"))
        shutil.move(backup, data)

    system.kill_server("postgres", away=2, meanwhile=replace)
    system.wait_ready()


@contextmanager
def desk(system: Stand) -> Iterator[PaymentsRpc]:
    """payments, as the launcher's commands ask it."""
    keys = Credentials(system.running.home / "secrets" / "passwords.json")
    user, password = keys.pair("rabbitmq:gateway", "gateway")
    signer = Signer.load(str(private_key(keys, "gateway")))
    client = RpcClient(system.servers.rabbit.url_for(user, password, f"cabinet-{keys.mark}"), timeout=30, signer=signer)
    try:
        with client.calling(caller=SYSTEM):
            yield client.stub(PaymentsRpc)
    finally:
        client.close()


def register(system: Stand, numbers: set[str]) -> RegisterFile:
    """The acquirer's file of today about these orders."""
    orders = requests.get(f"{system.running.bank}/sandbox/orders", timeout=10).json()
    wanted = [order for order in orders if order["number"] in numbers]
    rows = [
        f"{order['number']};{TODAY:%d.%m.%Y};Оплата;{order['number']};{order['id']};{rubles(order['deposited'])};0,00"
        for order in wanted
    ]
    total = f"Итого;{len(rows)};{rubles(sum(order['deposited'] for order in wanted))};0,00"
    text = "\n".join([HEADINGS, *rows, total])
    return RegisterFile(file_name="acquiring-today.csv", content=b64encode(text.encode()).decode())


def rubles(kopecks: int) -> str:
    return f"{kopecks // 100},{kopecks % 100:02d}"


def missing_here(payments: PaymentsRpc) -> list[str]:
    """Orders that only the bank knows, as its register names them."""
    differences = payments.reconcile_day(ReconciliationDay(day=TODAY)).differences
    return [one.bank_order for one in differences if one.kind == "missing_here" and one.bank_order]


def restored(payments: PaymentsRpc, order: str, account: str) -> None:
    orphan = payments.look_at_stray(OrphanedOrderRef(order=order))
    assert orphan.account_number == account
    wanted = PaymentRestoring(
        order=order,
        account_number=account,
        address="г. Калуга",
        reason="после восстановления базы",
        idempotency_key=f"restore-{orphan.order_number}",
    )
    assert payments.restore_payment(wanted).state == "paid"
