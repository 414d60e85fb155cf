"""One soak on a system that runs: load, faults, healing, quiet, judgement."""

import threading
import time
from collections.abc import Callable

from tests.faults import checker
from tests.faults.load import Payer
from tests.faults.soak.nemesis import Nemesis
from tests.faults.soak.plan import drawn
from tests.faults.soak.report import Report
from tests.faults.soak.watch import Watch
from tests.faults.stand import Stand

QUIET_S = 240
"""Longer than any schedule that a healed fault may have left: the letter's lease, the poller's steps, the retries."""


def soak(system: Stand, payers: list[Payer], seed: int, seconds: float, tell: Callable[[str], None]) -> Report:
    """`payers` go on paying all the time; the first of them also watches «Главная»."""
    steps, stop = drawn(seed, seconds), threading.Event()
    nemesis = Nemesis(system, tell)
    threads = [threading.Thread(target=payer.keep_paying, args=(stop,)) for payer in payers]
    before = sum(len(payer.started) for payer in payers)
    paid = system.books.paid_here().total()
    began = time.monotonic()
    with Watch(system.running, payers[0]) as watch:
        for thread in threads:
            thread.start()
        nemesis.play(steps)
        time.sleep(max(0.0, began + seconds - time.monotonic()))
        stop.set()
        for thread in threads:
            thread.join(150)
    healed = time.monotonic()
    system.wait_ready(120)
    moving = checker.quiet(system.books, QUIET_S)
    return Report(
        seed=seed,
        seconds=healed - began,
        steps=len(steps),
        started=sum(len(payer.started) for payer in payers) - before,
        paid=system.books.paid_here().total() - paid,
        quiet_s=time.monotonic() - healed,
        longest_s=watch.longest,
        shown=watch.answered,
        refused=watch.refused,
        moving=moving,
        findings=checker.findings(system.books, payers),
        errors=[error for payer in payers for error in payer.errors],
    )
