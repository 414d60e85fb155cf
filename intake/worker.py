"""The worker: takes submitted packages one after another, checks them, waits for the other taker's vote and loads."""

import logging
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import delete, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from chassis.clock import Clock
from chassis.database import audit
from chassis.database.sessions import Database
from chassis.events import outbox
from chassis.events.outbox import EventModel
from intake.faults import Fault, FilesRefused
from intake.loading import Loading, load
from intake.steps import Say, Step, listening
from intake.tables import package_parts as parts
from intake.tables import package_votes as votes
from intake.tables import packages

log = logging.getLogger(__name__)

_TURN = 0x696D71
"""Advisory lock: one replica works at a time. A killed worker releases it, and another one resumes its package."""
_MOST_TRIES = 5
"""A package whose work was begun so often and never ended is what ends the worker."""
_UNEXPLAINED = (
    "эти файлы не удалось загрузить из-за ошибки портала: сообщите поддержке номер {incident}, следующие загрузки идут"
)
_OTHER = "остальные файлы этой загрузки не приняты: исправьте их и отправьте все вместе"


@dataclass(frozen=True, slots=True)
class Worker:
    """One taker's work. `vote` makes the event that tells the other taker whether this one accepts a package."""

    database: Database
    loading: Loading
    clock: Clock
    vote: Callable[[str, bool], EventModel]

    def drain(self) -> int:
        """Process everything that is due; returns the number of steps, 0 when another replica works already."""
        done = 0
        with self.database.transaction() as turn:
            turn.execute(text("set local idle_in_transaction_session_timeout = 0"))
            if not turn.scalar(text(f"select pg_try_advisory_xact_lock({_TURN})")):
                return 0
            while package := self._next():
                self._do(package)
                done += 1
        return done

    def _next(self) -> dict[str, Any] | None:
        voted = select(votes.c.package_id).where(votes.c.package_id == packages.c.id).exists()
        due = (packages.c.state == "waiting") | ((packages.c.state == "checked") & voted)
        with self.database.reading() as session:
            row = session.execute(select(packages).where(due).order_by(packages.c.sent_at).limit(1)).mappings().first()
            return dict(row) if row else None

    def _do(self, package: dict[str, Any]) -> None:
        """Do what is due for one package. Whatever goes wrong with it is its own: the next one must have its turn."""
        if package["faults"]:
            self._refuse(package, [Fault(**fault) for fault in package["faults"]])
            return
        if package["tries"] >= _MOST_TRIES:
            self._refuse_unexplained(package, "the worker ended each time before it was done")
            return
        with self.database.transaction() as session:
            _set(session, package["id"], tries=package["tries"] + 1)
        try:
            self._check_or_load(package)
        except OperationalError:
            raise  # of the database, not of the package: it is tried again
        except Exception as error:
            log.exception("package could not be loaded, it is refused", extra={"package_id": package["id"]})
            self._refuse_unexplained(package, type(error).__name__)

    def _refuse_unexplained(self, package: dict[str, Any], cause: str) -> None:
        """Refuse with an incident number, by which the log tells the rest."""
        incident = uuid.uuid4().hex[:12]
        log.error("package refused: %s", cause, extra={"package_id": package["id"], "incident": incident})
        self._refuse(package, [Fault("", 0, "", _UNEXPLAINED.format(incident=incident))])

    def _check_or_load(self, package: dict[str, Any]) -> None:
        identity = package["id"]
        alone = len(package["takers"]) < 2
        only_check = package["state"] == "waiting" and not alone
        if package["state"] == "checked" and not self._other_accepts(identity):
            self._refuse(package, [Fault("", 0, "", _OTHER)])
            return
        try:
            with self._spooled(identity) as folder:
                remarks: list[Fault] = []
                say, loaded = listening(self._progress(identity), remarks), self._loaded(package, remarks)
                load(self.database, self.loading, folder, identity, say, only_check=only_check, at_last=loaded)
        except FilesRefused as refused:
            self._refuse(package, refused.faults)
            return
        if only_check:
            with self.database.transaction() as session:
                if _is_cancelled(session, identity):
                    return  # refused in its next turn
                _set(session, identity, state="checked", tries=0)
                self._publish_vote(session, package, accepted=True)

    def _loaded(self, package: dict[str, Any], remarks: list[Fault]) -> Callable[[Session, dict[str, int]], None]:
        def at_last(session: Session, applied: dict[str, int]) -> None:
            now = self.clock.now()
            if _is_cancelled(session, package["id"]):
                raise FilesRefused([Fault("", 0, "", "загрузка отменена")])
            told = [asdict(remark) for remark in remarks]
            _set(session, package["id"], state="loaded", applied=applied, remarks=told, finished_at=now)
            _drop_parts(session, package["id"])
            audit.record(session, now, "load_files", subject=package["id"], sender=package["sender"])

        return at_last

    def _refuse(self, package: dict[str, Any], faults: list[Fault]) -> None:
        now = self.clock.now()
        with self.database.transaction() as session:
            _set(session, package["id"], state="refused", faults=[asdict(fault) for fault in faults], finished_at=now)
            _drop_parts(session, package["id"])
            audit.record(session, now, "load_files", "refused", subject=package["id"], sender=package["sender"])
            if package["state"] == "waiting":
                self._publish_vote(session, package, accepted=False)

    def _publish_vote(self, session: Session, package: dict[str, Any], *, accepted: bool) -> None:
        if len(package["takers"]) > 1:
            outbox.add(session, self.vote(package["id"], accepted), package["id"])

    def _other_accepts(self, package: str) -> bool:
        with self.database.reading() as session:
            return bool(session.scalar(select(votes.c.accepted).where(votes.c.package_id == package)))

    def _progress(self, package: str) -> Say:
        """Store each step in a transaction of its own, so that it is visible before the load commits."""

        def store(step: Step) -> None:
            if step.phase == "remarked":
                return  # kept with the outcome
            with self.database.transaction() as session:
                _set(session, package, progress={"phase": step.phase, "file": step.file, "count": step.count})

        return store

    @contextmanager
    def _spooled(self, package: str) -> Iterator[Path]:
        """Write the package's files into a temporary folder, part by part."""
        with tempfile.TemporaryDirectory(prefix="package-") as folder:
            for name, content in self._parts(package):
                with (Path(folder) / f"{name}.csv").open("ab") as file:
                    file.write(content)
            yield Path(folder)

    def _parts(self, package: str) -> Iterator[tuple[str, bytes]]:
        one = select(parts.c.file, parts.c.content).where(parts.c.package_id == package)
        listed = select(parts.c.file, parts.c.number).where(parts.c.package_id == package)
        with self.database.reading() as session:
            for file, number in session.execute(listed.order_by(parts.c.file, parts.c.number)).all():
                row = session.execute(one.where(parts.c.file == file, parts.c.number == number)).one()
                yield row.file, row.content


def record_vote(session: Session, package: str, taker: str, accepted: bool) -> None:
    """Record the other taker's vote on a package, whether or not the package has arrived here."""
    session.execute(upsert(votes).values(package_id=package, taker=taker, accepted=accepted).on_conflict_do_nothing())


def _is_cancelled(session: Session, package: str) -> bool:
    """Whether somebody has cancelled it meanwhile; the row stays locked."""
    return bool(session.scalar(select(packages.c.faults).where(packages.c.id == package).with_for_update()))


def _set(session: Session, package: str, **values: Any) -> None:
    session.execute(update(packages).where(packages.c.id == package).values(values))


def _drop_parts(session: Session, package: str) -> None:
    session.execute(delete(parts).where(parts.c.package_id == package))
