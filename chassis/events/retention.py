"""Deletes expired rows of outbox, inbox, idempotency keys and audit trail, a few at a time."""

import time

from sqlalchemy import Engine, text

_EVERY_SECONDS = 3600.0
_ROWS = 5000

# Published events are the source for a consumer that is added later; the inbox must outlive every dead letter.
_RULES = (
    "delete from outbox where seq in (select seq from outbox where published_at < now() - interval '30 days' limit :n)",
    "delete from inbox where ctid in (select ctid from inbox where received_at < now() - interval '90 days' limit :n)",
    "delete from idempotency_keys where ctid in "
    "(select ctid from idempotency_keys where created_at < now() - interval '30 days' limit :n)",
    "delete from audit where id in (select id from audit where at < now() - :audit_days * interval '1 day' limit :n)",
)


class Retention:
    """Cleans once an hour: at most 5000 rows of each table, in short transactions."""

    def __init__(self, engine: Engine, audit_days: int) -> None:
        self._engine = engine
        self._given = {"n": _ROWS, "audit_days": audit_days}
        self._due = 0.0

    def clean_when_due(self) -> None:
        """Clean, unless the last cleaning was less than an hour ago."""
        if time.monotonic() < self._due:
            return
        self._due = time.monotonic() + _EVERY_SECONDS
        for rule in _RULES:
            with self._engine.begin() as connection:
                connection.execute(text(rule), self._given)
