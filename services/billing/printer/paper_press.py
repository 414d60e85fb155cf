"""Print a month's paper bills part by part into a folder, in any number of processes.

A part is claimed, printed, written and marked in one transaction: when a process dies, its part is free again.
"""

import logging
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from chassis.clock import Clock
from chassis.database.sessions import Database
from contracts.bill import BillSnapshot
from services.billing.bills.models import PrintPart
from services.billing.bills.paper import claim
from services.billing.bills.snapshots import load_newest
from services.billing.printer.joining import joined
from services.billing.printer.press import Press

log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class PaperPress:
    """Prints the parts of one job."""

    database: Database
    clock: Clock
    folder: Path
    period: str
    scope: str
    front_sides: bool
    press: Press

    def work(self) -> Iterator[tuple[int, list[str]]]:
        """Print parts until none is free: (bills printed, accounts whose bill could not be printed) of each."""
        while True:
            with self.database.transaction() as session:
                part = claim(session, self.period, self.scope)
                if part is None:
                    return
                failed = self._print(session, part)
                part.done_at = self.clock.now()
                printed = len(part.accounts) - len(failed)
            yield printed, failed

    def _print(self, session: Session, part: PrintPart) -> list[str]:
        failed: list[str] = []
        files = self._files(load_newest(session, self.period, part.accounts), failed)
        whole = joined(files, front_sides=self.front_sides)
        unfinished = self.folder / f".{part.file}.{uuid.uuid4().hex}"
        unfinished.write_bytes(whole)
        unfinished.replace(self.folder / part.file)
        return failed

    def _files(self, bills: Iterator[BillSnapshot], failed: list[str]) -> Iterator[bytes]:
        for bill in bills:
            number = bill.subscriber.account_number
            try:
                pdf = self.press.bill(bill)
            except Exception:
                log.exception("bill not printed, left out of its file", extra={"account_number": number})
                failed.append(number)
                continue
            yield pdf
