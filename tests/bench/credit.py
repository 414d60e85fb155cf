"""From the bank's notice to the line in the ledger: through three services and the broker, against one transaction."""

import os
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import psycopg
import requests

from tests.bench.baselines.one_transaction import OneTransaction
from tests.bench.processor import spent
from tests.bench.table import Row
from tests.bench.timing import Timing, one_by_one
from tests.support.faults.books import Books
from tests.support.faults.customer_load import Payer, newcomer
from tests.support.running_portal import RunningPortal, running_portal

ONE_BY_ONE, AT_ONCE, STARTED_BY = 60, 200, 4
"""Payments measured alone, payments whose money comes at the same time, threads that start and pay them."""
STAND_INS = ("bank-sandbox", "mailbox")
_CREDITED = "select occurred_at from ledger where source = 'payment' and source_ref = any(%s)"


def rows() -> list[Row]:
    """Orders are registered beforehand; the clock runs from the bank's own booking."""
    with tempfile.TemporaryDirectory() as home, running_portal(Path(home)) as portal:
        payer, books = newcomer(portal, "180111111"), Books(portal, os.environ["DATABASE_URL"])
        with psycopg.connect(books.address("billing"), autocommit=True) as ledger:
            waits = sorted(_wait_for_one(portal, ledger, payer, 100 + n) for n in range(ONE_BY_ONE))[2:]
            rate, cost = _rate(portal, ledger, payer)
    alone = OneTransaction(os.environ["DATABASE_URL"])
    plain = one_by_one(alone.credit, 3)
    alone.close()
    return [_latency(waits, plain), _throughput(rate, plain), _cost(cost, plain)]


def _latency(waits: list[float], plain: Timing) -> Row:
    ours = f"{median(waits):.0f} ms (p99 {quantiles(waits, n=100)[98]:.0f})"
    theirs = f"{plain.p50:.1f} ms (p99 {plain.p99:.1f})"
    return Row("bank's notice → credited, p50", ours, "one process, one transaction", theirs, median(waits) / plain.p50)


def _throughput(rate: float, plain: Timing) -> Row:
    return Row(
        "payments credited a second", f"{rate:.0f}/s", "one process, one transaction", f"{plain.per_second:.0f}/s",
        rate / plain.per_second,
    )  # fmt: skip


def _cost(cost: Counter[str], plain: Timing) -> Row:
    """Without the servers, the bank and the mailbox, which are not ours."""
    ours = Counter({name: spent for name, spent in cost.items() if name not in STAND_INS})
    parts = ", ".join(f"{name} {spent:.1f}" for name, spent in ours.most_common(4))
    total = sum(ours.values())
    theirs = 1000 / plain.per_second
    return Row("processor time a payment", f"{total:.1f} ms ({parts})", "one process, waiting included",
               f"{theirs:.1f} ms", total / theirs)  # fmt: skip


def _wait_for_one(portal: RunningPortal, ledger: psycopg.Connection[Any], payer: Payer, kopecks: int) -> float:
    """Milliseconds until the ledger has it."""
    payment, order = _started(payer, kopecks)
    begun = time.perf_counter()
    _book(portal, order)
    while not ledger.execute(_CREDITED, [[payment]]).fetchone():
        time.sleep(0.001)
    return 1000 * (time.perf_counter() - begun)


def _rate(portal: RunningPortal, ledger: psycopg.Connection[Any], payer: Payer) -> tuple[float, Counter[str]]:
    """Payments a second when the money of many comes as fast as the bank can book it, and what each of our processes
    spends on one, in milliseconds."""
    with ThreadPoolExecutor(STARTED_BY) as pool:
        started = list(pool.map(lambda n: _started(payer, 10_000 + n), range(AT_ONCE)))
        before = spent(portal)
        payments, begun = [payment for payment, _ in started], time.perf_counter()
        list(pool.map(lambda pair: _book(portal, pair[1]), started))
    while len(ledger.execute(_CREDITED, [payments]).fetchall()) < AT_ONCE:
        time.sleep(0.01)
    rate = AT_ONCE / (time.perf_counter() - begun)
    cost = spent(portal)
    cost.subtract(before)
    return rate, Counter({name: milliseconds / AT_ONCE for name, milliseconds in cost.items()})


def _started(payer: Payer, kopecks: int) -> tuple[str, str]:
    payment = str(payer.start(kopecks)["id"])
    return payment, str(payer.portal.get(f"/payments/{payment}")["bank_order_id"])


def _book(portal: RunningPortal, order: str) -> None:
    """The bank takes the money, without its page, and sends its notice."""
    card = {"card": "2202205000012424"}
    requests.post(f"{portal.bank}/sandbox/orders/{order}/pay", json=card, timeout=15).raise_for_status()
