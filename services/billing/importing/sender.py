"""On whose behalf a package is loaded."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.context import SYSTEM, Caller, Context, current, entered
from intake.tables import packages


@contextmanager
def as_sender(session: Session, package: str) -> Iterator[Caller]:
    """Do what follows in the name of who sent the package, so that limits and the trail mean them.

    A folder that a command loads has no row yet and is the system's. A package of before the role was kept has a
    sender without a role, who may do nothing of importance alone.
    """
    row = session.execute(
        select(packages.c.actor_id, packages.c.actor_role).where(packages.c.id == package)
    ).one_or_none()
    sender = SYSTEM if row is None else Caller(user_id=row.actor_id, role=row.actor_role)
    here = current()
    with entered(Context(request_id=here.request_id, trace_id=here.trace_id, caller=sender)):
        yield sender
