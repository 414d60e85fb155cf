"""Receives a package over RPC: begun, sent in parts, submitted to the worker."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from chassis.context import current
from chassis.database import audit
from chassis.errors import Refusal
from intake.faults import Fault
from intake.history import state
from intake.tables import package_parts as parts
from intake.tables import packages

FORGOTTEN = timedelta(days=1)
"""A package that is not submitted within this time is dropped."""


def begin(
    session: Session,
    package: str,
    content: str,
    files: Sequence[dict[str, Any]],
    takers: Sequence[str],
    sender: str,
    now: datetime,
) -> dict[str, Any]:
    """Begin a package; returns its state.

    When the last package had the same content and was not refused, its state is returned instead.
    """
    _drop_forgotten(session, now)
    last = session.execute(select(packages).order_by(packages.c.sent_at.desc()).limit(1)).mappings().first()
    if last is not None and last["content"] == content and last["state"] != "refused":
        return state(dict(last))
    row: dict[str, Any] = {
        "id": package,
        "content": content,
        "files": list(files),
        "takers": sorted(takers),
        "sender": sender,
        "actor_id": current().caller.user_id,
        "actor_role": current().caller.role,
        "state": "receiving",
        "progress": None,
        "applied": {},
        "faults": [],
        "remarks": [],
        "sent_at": now,
    }
    session.execute(upsert(packages).values(row).on_conflict_do_nothing())
    return find(session, package)


def add_part(session: Session, package: str, file: str, number: int, content: bytes) -> None:
    """Store one slice of a file; repeating it changes nothing. Raises the Refusal "package_not_open"."""
    _must_be_open(session, package, file)
    row = upsert(parts).values(package_id=package, file=file, number=number, content=content)
    session.execute(row.on_conflict_do_nothing())


def submit(session: Session, package: str, now: datetime) -> dict[str, Any]:
    """Hand a complete package to the worker; repeating it changes nothing. Raises the Refusal "package_not_open"."""
    found = find(session, package, "package_not_open")
    if found["state"] == "receiving":
        session.execute(update(packages).where(packages.c.id == package).values(state="waiting"))
        files = ", ".join(one["name"] for one in found["files"])
        audit.record(session, now, "send_files", subject=package, sender=found["sender"], files=files)
    return find(session, package)


def cancel(session: Session, package: str, now: datetime) -> dict[str, Any]:
    """Ends a package that has not been checked yet; repeating it changes nothing.

    A package that waits gets its fault now and is refused in its turn, so that the other taker gets the vote. Raises
    the Refusals "package_not_found", and "package_under_way" when it has been accepted, here or by both takers.
    """
    row = session.execute(select(packages).where(packages.c.id == package).with_for_update()).mappings().first()
    if row is None:
        raise _not_found("package_not_found")
    if row["state"] in ("checked", "loaded"):
        raise Refusal("package_under_way", "Файлы уже приняты: отменить загрузку нельзя", "package_id")
    if row["state"] != "refused" and not row["faults"]:
        values: dict[str, Any] = {"faults": [asdict(Fault("", 0, "", "загрузка отменена"))]}
        if row["state"] == "receiving":
            values |= {"state": "refused", "finished_at": now}
        session.execute(update(packages).where(packages.c.id == package).values(values))
        session.execute(delete(parts).where(parts.c.package_id == package))
        audit.record(session, now, "cancel_files", subject=package, sender=row["sender"])
    return find(session, package)


def find(session: Session, package: str, refusal: str = "package_not_found") -> dict[str, Any]:
    """Returns the state of a package, or raises the refusal."""
    row = session.execute(select(packages).where(packages.c.id == package)).mappings().first()
    if row is None:
        raise _not_found(refusal)
    return state(dict(row))


def _not_found(code: str) -> Refusal:
    return Refusal(code, "Такой загрузки нет: отправьте файлы ещё раз", "package_id")


def _must_be_open(session: Session, package: str, file: str) -> None:
    found = find(session, package, "package_not_open")
    if found["state"] != "receiving" or file not in {one["name"] for one in found["files"]}:
        raise Refusal("package_not_open", "Эта загрузка больше не принимает файлов", "package_id")


def _drop_forgotten(session: Session, now: datetime) -> None:
    """Drop packages that were never submitted, and refuse those whose other taker never voted."""
    lost = (packages.c.state == "checked") & (packages.c.sent_at < now - FORGOTTEN)
    session.execute(update(packages).where(lost).values(state="refused", finished_at=now))
    old = select(packages.c.id).where(packages.c.state == "receiving", packages.c.sent_at < now - FORGOTTEN)
    session.execute(delete(parts).where(parts.c.package_id.in_(old)))
    session.execute(delete(packages).where(packages.c.id.in_(old)))
