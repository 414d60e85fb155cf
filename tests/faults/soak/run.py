"""One soak on a system that runs: load, faults, healing, quiet, judgement."""

import threading
import time
from collections.abc import Callable

from tests.faults.soak.nemesis import Nemesis
from tests.faults.soak.plan import BANK, Faults, drawn
from tests.faults.soak.report import Report
from tests.faults.soak.staff import Staff
from tests.faults.soak.watch import Watch
from tests.support.faults import invariants
from tests.support.faults.customer_load import Payer
from tests.support.faults.system_under_fault import Stand

PROMPT_S = 60
"""So long the system has for what it does by itself at once; then the schedules' next steps are brought forward."""
QUIET_S = 240
"""Longer than a healed fault may take: retries of events, a letter's lease, many letters behind one another."""


def soak(
    system: Stand,
    payers: list[Payer],
    seed: int,
    seconds: float,
    tell: Callable[[str], None],
    bank: Faults = BANK,
) -> Report:
    """`payers` go on paying all the time, and staff give back; the first payer also watches «Главная»."""
    steps, stop = drawn(seed, seconds, bank), threading.Event()
    nemesis = Nemesis(system, tell)
    threads = [threading.Thread(target=payer.keep_paying, args=(stop,)) for payer in payers]
    staff = Staff(system, seed)
    threads.append(threading.Thread(target=staff.keep_refunding, args=(stop,)))
    before = sum(len(payer.started) for payer in payers)
    paid = system.books.paid_here().total()
    began = time.monotonic()
    with Watch(system.running, payers[0]) as watch:
        for thread in threads:
            thread.start()
        try:
            nemesis.play(steps)
            time.sleep(max(0.0, began + seconds - time.monotonic()))
        finally:  # also when the stand itself breaks: nothing goes on paying
            stop.set()
        for thread in threads:
            thread.join(150)
    healed = time.monotonic()
    system.wait_ready(120)
    if invariants.quiet(system.books, PROMPT_S):
        invariants.hurry(system.books)
        staff.look()
    moving = invariants.quiet(system.books, QUIET_S)
    staff.close()
    return Report(
        seed=seed,
        seconds=healed - began,
        steps=len(steps),
        started=sum(len(payer.started) for payer in payers) - before,
        paid=system.books.paid_here().total() - paid,
        quiet_s=time.monotonic() - healed,
        longest_s=watch.longest,
        away_from_s=watch.since,
        cases=sorted({case for step in steps for case in step.cases}),
        shown=watch.answered,
        refused=watch.refused,
        moving=moving,
        findings=[*invariants.findings(system.books, payers), *invariants.given_back(system.books, staff.asked)],
        refunded=system.books.refunded_by_staff(),
        errors=[*(error for payer in payers for error in payer.errors), *staff.errors],
    )
