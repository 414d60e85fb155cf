"""The history of packages: who sent them, and how they ended."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from chassis.clock import Clock
from intake.blocks import blocks
from intake.faults import Fault
from intake.tables import packages

SHOWN = 50


def record(
    session: Session,
    applied: dict[str, int],
    *,
    package: str,
    files: Sequence[tuple[str, Path]],
    remarks: Sequence[Fault],
    sender: str,
    clock: Clock,
) -> None:
    """Record a folder that was loaded from the command line: the names and paths of its files."""
    now = clock.now()
    digest, sizes = hashlib.sha256(), []
    for name, path in files:
        for block in blocks(path):
            digest.update(block)
        sizes.append({"name": name, "size": path.stat().st_size})
    session.execute(
        insert(packages).values(
            id=package,
            content=digest.hexdigest(),
            files=sizes,
            takers=[],
            sender=sender,
            state="loaded",
            progress=None,
            applied=applied,
            faults=[],
            remarks=[asdict(remark) for remark in remarks],
            sent_at=now,
            finished_at=now,
        )
    )


def latest(session: Session) -> list[dict[str, Any]]:
    """Returns the last packages, the latest first."""
    rows = session.execute(select(packages).order_by(packages.c.sent_at.desc()).limit(SHOWN)).mappings()
    return [state(dict(row)) for row in rows]


def state(row: dict[str, Any]) -> dict[str, Any]:
    """Returns a row in the shape of the contract."""
    fields = ("state", "progress", "files", "sender", "sent_at", "finished_at", "applied", "faults", "remarks")
    return {"package_id": row["id"]} | {name: row[name] for name in fields}
