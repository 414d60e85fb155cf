"""Play the steps of a plan with the real import, run and publication, each under its own day."""

import os
import sys
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from functools import partial
from itertools import chain, islice
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from chassis.clock import FixedClock
from chassis.context import SYSTEM, Context, entered
from chassis.database.sessions import OUTAGES
from chassis.errors import Refusal
from chassis.service.bindings import Call
from contracts.billing import RunRequest
from contracts.supply import FORMS
from deploy.operations.rehearse.bills import Line, published
from deploy.operations.rehearse.databases import NO_BROKER, Books
from deploy.operations.rehearse.plan import FILE_NAME, Problem, Step
from intake import history
from intake.faults import Fault, FilesRefused
from intake.loading import Loading, load, path_of, present
from intake.steps import listening
from services.billing.accounts.models import Account
from services.billing.importing.load import loading as billing_loading
from services.billing.run.models import Chunk
from services.billing.run.operate import Start, operate
from services.billing.run.preview import preview_run
from services.billing.run.stages import PUBLISH
from services.billing.run.start import start_publication, start_run
from services.billing.settings import BillingSettings
from services.readings.importing.load import loading as readings_loading

_SENDER = "rehearsal"
_MORNING = time(6, 0, tzinfo=UTC)
"""Nine o'clock in Moscow, when the first step of a day is played."""
_SHARED = frozenset(form.name for form in FORMS if "readings" in form.takers)
_ATTEMPTS = 3
_SEVERAL_WORKERS = 6_000
"""Accounts from which more processes than one save time."""


class Play:
    """One rehearsal. Every step has a moment of its own, because bills are recognised by the moment of publication."""

    def __init__(self, books: Books, folder: Path) -> None:
        self.books, self.folder = books, folder
        self.clock = FixedClock(datetime.min.replace(tzinfo=UTC))
        self.settings = BillingSettings(amqp_url=NO_BROKER, database_url=books.billing_url, demonstration=True)
        self._doing = {"load": self._load, "run": self._run, "publish": self._publish, "preview": self._preview}

    def step(self, step: Step) -> Iterator[Line]:
        """Play one step; what is refused becomes lines with `error`, and nothing of a refused step is kept."""
        morning = datetime.combine(step.day, _MORNING)
        self.clock.moment = max(morning, self.clock.moment + timedelta(seconds=1))
        self.books.set_day(self.clock.now())
        try:
            with entered(Context(caller=SYSTEM)):
                yield from self._through_outages(step)
        except Refusal as refused:
            yield Problem(refused.message, FILE_NAME, step.line, refused.field or "what").dump()
        except FilesRefused as refused:
            yield from (_problem(fault, step).dump() for fault in refused.faults)
        except Exception as defect:
            yield Problem(f"{type(defect).__name__}: {defect}"[:500], FILE_NAME, step.line, "what").dump()

    def _through_outages(self, step: Step) -> Iterator[Line]:
        """Play the step again when the server was away before it said anything: every step can be repeated."""
        for left in reversed(range(_ATTEMPTS)):
            lines = self._doing[step.action](step)
            try:
                first = list(islice(lines, 1))
            except OUTAGES:
                if not left:
                    raise
                continue
            yield from chain(first, lines)
            return

    def _load(self, step: Step) -> Iterator[Line]:
        """Both services keep a folder or none does, as `./cabinet import` has it."""
        folder, package = self.folder / step.what, uuid.uuid4().hex
        billing, readings = billing_loading(self.clock, self.settings), readings_loading(self.clock)
        remarks: list[Fault] = []
        say = listening(_silent, remarks)

        def then(session: Session, applied: dict[str, int]) -> None:
            self._remember(billing, package, folder, remarks, session, applied)
            if any(path.stem in _SHARED for path in folder.iterdir()):
                kept = partial(self._remember, readings, package, folder, remarks)
                load(self.books.readings, readings, folder, package, say, at_last=kept)

        load(self.books.billing, billing, folder, package, say, at_last=then)
        for told in remarks:
            sys.stderr.write(f"{told}\n")
        yield from ()

    def _remember(
        self,
        loading: Loading,
        package: str,
        folder: Path,
        remarks: list[Fault],
        session: Session,
        applied: dict[str, int],
    ) -> None:
        files = [(file.name, path_of(file, folder)) for file in present(loading, folder)]
        history.record(
            session, applied, package=package, files=files, remarks=remarks, sender=_SENDER, clock=self.clock
        )

    def _run(self, step: Step) -> Iterator[Line]:
        self._operate(start_run, step.what)
        call = self._call()
        with call.reading() as work:
            found = preview_run(work, RunRequest(period=step.what, district=None))
        for one in found.not_charged:
            yield Problem(f"not charged: {one.reason}", FILE_NAME, step.line, "what", one.account_number).dump()

    def _publish(self, step: Step) -> Iterator[Line]:
        self._operate(start_publication, step.what)
        with self.books.billing.transaction() as session:
            chunks = select(Chunk.totals).where(Chunk.period == step.what, Chunk.stage == PUBLISH.name)
            for totals in session.scalars(chunks.order_by(Chunk.number)):
                for number, reason in totals.get("left_out", ()):
                    yield Problem(f"not published: {reason}", FILE_NAME, step.line, "what", number).dump()
            yield from published(session, step.what, self.clock.now())

    def _preview(self, step: Step) -> Iterator[Line]:
        with self._call().reading() as work:
            found = preview_run(work, RunRequest(period=step.what, district=None))
        yield {"preview": found.model_dump(mode="json")}

    def _operate(self, start: Start, period: str) -> None:
        with self.books.billing.reading() as session:
            accounts = session.scalar(select(func.count()).select_from(Account)) or 0
        workers = (os.cpu_count() or 1) if accounts >= _SEVERAL_WORKERS else 1
        operate(start, RunRequest(period=period, district=None), self.settings, workers, self.clock)

    def _call(self) -> Call[BillingSettings]:
        return Call(database=self.books.billing, clock=self.clock, caller=SYSTEM, dependencies=self.settings)


def _problem(fault: Fault, step: Step) -> Problem:
    file = fault.file if fault.file == Path(step.what).name else f"{step.what}/{fault.file}"
    return Problem(fault.remedy, file, fault.line, fault.field)


def _silent(_step: object) -> None:
    """Loads of a rehearsal are short; its own progress names the step."""
