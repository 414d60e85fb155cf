"""`./cabinet rehearse FOLDER`: plays months of billing in databases of its own, and leaves the running portal alone.

FOLDER has plan.csv with the columns day,do,what. Its rows are played in order, each under its own day:

  load      what: a sub-folder with files as in docs/import.md
  run       what: a period such as 2026-09, calculated for all accounts
  preview   what: a period; what its calculation would charge
  publish   what: a period; its bills

The output is JSON lines: one for each account and published period, one with `error`, `file`, `line`, `field` for each
row or step that was refused, after which the play goes on. The exit status is 1 when there was such a line.
--against compares with what another system billed (CSV: account,period,zone,volume,amount_kopecks), adds a line with
`difference` for each account, month and zone that differs, and prints a table by cause. Try docs/examples/rehearsal.
"""

import argparse
import json
import logging
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TextIO

from deploy.launcher.host.progress import Progress
from deploy.operations.rehearse import plan
from deploy.operations.rehearse.against import Comparison, read_billed
from deploy.operations.rehearse.bills import Line
from deploy.operations.rehearse.databases import books
from deploy.operations.rehearse.play import Play
from deploy.provisioning.errors import SetupError


def run(given: argparse.Namespace) -> int:
    folder: Path = given.folder.resolve()
    if not folder.is_dir():
        raise SetupError(f"there is no folder {folder}; give the one with {plan.FILE_NAME}")
    logging.basicConfig(level=logging.CRITICAL)  # what services would log is a line of the output
    return play_folder(folder, out=given.out, against=given.against)


def play_folder(folder: Path, *, out: Path | None = None, against: Path | None = None) -> int:
    """Play the folder and write the output to `out`, else to standard output; returns the exit status."""
    with ExitStack() as stack:
        stream = stack.enter_context(out.open("w", encoding="utf-8")) if out else sys.stdout
        return _played(folder, against, stream, Progress(sys.stderr))


def _played(folder: Path, against: Path | None, out: TextIO, progress: Progress) -> int:
    problems = 0
    comparison = None
    if against:
        billed, faults = read_billed(against)
        comparison = Comparison(billed)
        problems += _write(out, (fault.dump() for fault in faults))
    for line in rehearse(folder, progress):
        problems += _write(out, [line])
        if comparison and "lines" in line:
            comparison.add(line)
    if comparison:
        _write(out, comparison.differences())
        for row in comparison.table():
            progress.say(row)
    if problems:
        progress.say(f'refused: {problems}, see the lines with "error"')
    return 1 if problems else 0


def rehearse(folder: Path, progress: Progress) -> Iterator[Line]:
    """Play the folder; yields the lines of the output as they come."""
    steps = list(plan.read(folder))
    if not any(isinstance(step, plan.Step) for step in steps):
        yield from (step.dump() for step in steps if isinstance(step, plan.Problem))
        return
    with books(progress) as kept:
        play = Play(kept, folder)
        for number, step in enumerate(steps, 1):
            if isinstance(step, plan.Problem):
                yield step.dump()
                continue
            with progress.step(f"{number}/{len(steps)} {step.day} {step.action} {step.what}"):
                yield from play.step(step)


def _write(out: TextIO, lines: "Iterator[Line] | list[Line]") -> int:
    """Write the lines; returns how many of them are problems."""
    problems = 0
    for line in lines:
        problems += "error" in line
        out.write(json.dumps(line, ensure_ascii=False) + "\n")
    out.flush()
    return problems
