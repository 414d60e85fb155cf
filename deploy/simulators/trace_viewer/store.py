"""Keeps spans in one SQLite file, the newest so many."""

import json
import sqlite3
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deploy.simulators.trace_viewer.spans import Span

CAP = 200_000
"""Spans kept, some 100 MB."""
SHOWN = 100

_TABLES = """
create table if not exists spans (
    trace text not null, id text not null, parent text not null, service text not null, name text not null,
    kind text not null, start integer not null, stop integer not null, failed integer not null,
    attributes text not null, links text not null, request_id text, primary key (trace, id)
) without rowid;
create index if not exists spans_start on spans (start);
create index if not exists spans_request on spans (request_id);
"""
_ADD = "insert or replace into spans values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_TRIM = """
delete from spans where start < coalesce((select start from spans order by start desc limit 1 offset ?), 0)
"""
_LIST = """
with newest as (
    select trace, min(start) as begun, max(stop) as ended, count(*) as spans, sum(failed) as failures
    from spans group by trace
    having max(service = :service or :service = '') and max(failed >= :failed)
    order by begun desc limit :limit
)
select newest.*, first.service, first.name from newest
join spans first on first.trace = newest.trace and first.id = (
    select id from spans where trace = newest.trace order by parent <> '', start limit 1)
order by begun desc
"""


@dataclass(frozen=True, slots=True)
class Summary:
    """A trace in a list; `begun` in nanoseconds since the epoch."""

    trace: str
    begun: int
    ended: int
    spans: int
    failures: int
    service: str
    name: str

    @property
    def milliseconds(self) -> int:
        return (self.ended - self.begun) // 1_000_000


class Store:
    """For any number of threads."""

    def __init__(self, file: Path, cap: int = CAP) -> None:
        self._cap, self._lock = cap, threading.Lock()
        self._base = sqlite3.connect(file, check_same_thread=False)
        self._base.executescript("pragma journal_mode = wal; pragma synchronous = off;" + _TABLES)

    def add(self, spans: Iterable[Span]) -> None:
        """Keep spans; the oldest ones make room."""
        rows = [
            (
                *(one.trace, one.id, one.parent, one.service, one.name, one.kind, one.start, one.end, int(one.failed)),
                *(json.dumps(one.attributes), json.dumps(one.links), one.attributes.get("cabinet.request_id")),
            )
            for one in spans
        ]
        with self._lock, self._base:
            self._base.executemany(_ADD, rows)
            self._base.execute(_TRIM, (self._cap - 1,))

    def listed(self, service: str = "", failed: bool = False) -> list[Summary]:
        """The newest traces in which this service took part and, if asked for, something failed."""
        given = {"service": service, "failed": int(failed), "limit": SHOWN}
        with self._lock:
            return [Summary(*row) for row in self._base.execute(_LIST, given)]

    def services(self) -> list[str]:
        with self._lock:
            return [row[0] for row in self._base.execute("select distinct service from spans order by 1")]

    def find(self, wanted: str) -> str | None:
        """Returns the trace with this id, or with the request id that a page or a log line shows."""
        with self._lock:
            found = self._base.execute(
                "select trace from spans where trace = :id or request_id = :id limit 1", {"id": wanted}
            ).fetchone()
        return found[0] if found else None

    def spans(self, trace: str) -> list[Span]:
        """The spans of a trace in the order in which they began."""
        with self._lock:
            rows = self._base.execute("select * from spans where trace = ? order by start", (trace,)).fetchall()
        return [_span(*row) for row in rows]


def _span(*row: Any) -> Span:
    trace, identity, parent, service, name, kind, start, end, failed, attributes, links, _ = row
    read = (json.loads(attributes), json.loads(links))
    return Span(trace, identity, parent, service, name, kind, start, end, bool(failed), *read)
