"""Fills empty tables without their indexes, which are built at the end: several times faster.

Nothing is checked less: an index that cannot be built means a duplicate, and the lines are then applied the usual way.
"""

from collections.abc import Iterable

from sqlalchemy import text
from sqlalchemy.orm import Session

_SORTING_MEMORY = "256MB"


def set_aside(session: Session, tables: Iterable[str]) -> frozenset[str]:
    """Drop the indexes of those tables that have no rows; returns the names of these tables.

    The owner of the tables has lent the functions: see `intake.migrating.lend_indexes`.
    """
    return frozenset(name for name in tables if session.scalar(text(f"select set_aside_{name}()")))


def build(session: Session, fresh: frozenset[str]) -> None:
    """Build the indexes again. Raises IntegrityError (a UniqueViolation) when rows have the same key."""
    session.execute(text(f"set local maintenance_work_mem = '{_SORTING_MEMORY}'"))
    for name in sorted(fresh):
        session.execute(text(f"select build_{name}()"))
