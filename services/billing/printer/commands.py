"""What an operator prints from the command line."""

import csv
import multiprocessing
import os
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from chassis.clock import Clock
from chassis.database.sessions import Database
from services.billing.bills.paper import begin, job_of, paper_bills
from services.billing.printer.paper_press import PaperPress
from services.billing.printer.press import Press
from services.billing.printer.settings import PrinterSettings

FAILED = 3
"""Exit status when bills could not be printed."""
COLUMNS = ("account_number", "full_name", "address", "period", "revision", "total_kopecks", "due_on")


def print_bills_arguments(parser: ArgumentParser) -> None:
    """`print-bills YYYY-MM`."""
    parser.add_argument("period", help="YYYY-MM")
    parser.add_argument("--district", help="the first three digits of the account numbers; all if left out")
    parser.add_argument("--folder", type=Path, help="where the files go (default: PRINT_FOLDER)")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--one-sided", action="store_true", help="no blank back sides: the printer prints fronts only")
    parser.set_defaults(command=_print_bills)


def _print_bills(settings: PrinterSettings, asked: Namespace) -> int:
    folder = asked.folder or (Path(settings.print_folder) if settings.print_folder else None)
    if folder is None:
        print("PRINT_FOLDER is not set: give --folder", file=sys.stderr)  # noqa: T201
        return 2
    folder.mkdir(parents=True, exist_ok=True)
    asked.folder = folder
    scope, database = asked.district or "", Database(settings.database_url)
    with database.transaction() as session:
        job = begin(session, asked.period, scope, Clock().now())
    _say(f"{job.bills_total} bills in {job.parts_total} files, {job.parts_done} of them printed already")
    failed = _work_in_processes(settings, asked) if job.parts_total else []
    _write_list(database, asked, scope)
    with database.transaction() as session:
        job = job_of(session, asked.period, scope)
    _say(f"{job.state}: {job.bills_done} bills in {job.parts_done} files in {folder}")
    for number in failed:
        _say(f"not printed: {number}")
    return FAILED if failed or job.state == "printing" else 0


def _work_in_processes(settings: PrinterSettings, asked: Namespace) -> list[str]:
    """Accounts whose bills this process could not print; the others name theirs on the terminal."""
    context = multiprocessing.get_context("spawn")
    others = [context.Process(target=_work, args=(settings, asked), daemon=True) for _ in range(asked.workers - 1)]
    for other in others:
        other.start()
    failed = _work(settings, asked)
    for other in others:
        other.join()
    return failed + _work(settings, asked)  # what a process that was killed has left


def _work(settings: PrinterSettings, asked: Namespace) -> list[str]:
    """Print parts until none is free; returns the accounts whose bills could not be printed."""
    paper = PaperPress(
        database=Database(settings.database_url),
        clock=Clock(),
        folder=asked.folder,
        period=asked.period,
        scope=asked.district or "",
        front_sides=not asked.one_sided,
        press=Press(),
    )
    every: list[str] = []
    for printed, failed in paper.work():
        _say(f"{printed} bills printed{f', not printed: {failed}' if failed else ''}")
        every += failed
    return every


def _write_list(database: Database, asked: Namespace, scope: str) -> None:
    """`bills-PERIOD.csv`: number, name, address, sum and day of each paper bill, for the firm that delivers them."""
    name = f"bills-{asked.period}{f'-{scope}' if scope else ''}.csv"
    with database.transaction() as session, (asked.folder / name).open("w", encoding="utf-8", newline="") as file:
        rows = csv.DictWriter(file, COLUMNS)
        rows.writeheader()
        for bill in paper_bills(session, asked.period, scope):
            rows.writerow(bill.model_dump(mode="json", include=set(COLUMNS)))


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201
