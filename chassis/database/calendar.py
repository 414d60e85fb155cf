"""Dates and moments that Python cannot hold, read as the nearest that it can.

PostgreSQL keeps years from -4712 to 294276, Python those from 1 to 9999. One row outside would make every list that has
it unreadable, for ever; so it is read as the first or the last day of the calendar, with a neighbour on either side.
"""

from datetime import UTC, date, datetime
from typing import Any

import psycopg
from psycopg.abc import Buffer
from psycopg.adapt import Loader
from psycopg.pq import Format

FIRST, LAST = date(1, 1, 2), date(9999, 12, 30)
_FIRST_MOMENT, _LAST_MOMENT = (datetime(day.year, day.month, day.day, tzinfo=UTC) for day in (FIRST, LAST))


def read_within_the_calendar(connection: psycopg.Connection[Any], _: object = None) -> None:
    """Registers the readers on a new connection."""
    connection.adapters.register_loader("timestamptz", _MomentLoader)
    connection.adapters.register_loader("date", _DayLoader)


def _usual(name: str) -> Any:
    """psycopg's own reader, written in C."""
    oid = psycopg.adapters.types[name].oid
    return psycopg.adapters.get_loader(oid, Format.TEXT)


def _is_before(data: Buffer) -> bool:
    text = bytes(data)
    return text.endswith(b"BC") or text.startswith(b"-")


class _MomentLoader(Loader):
    usual = _usual("timestamptz")

    def __init__(self, oid: int, context: Any = None) -> None:
        super().__init__(oid, context)
        self._load = self.usual(oid, context).load

    def load(self, data: Buffer) -> datetime:
        try:
            moment: datetime = self._load(data)
        except psycopg.DataError:
            return _FIRST_MOMENT if _is_before(data) else _LAST_MOMENT
        return min(max(moment, _FIRST_MOMENT), _LAST_MOMENT)


class _DayLoader(Loader):
    usual = _usual("date")

    def __init__(self, oid: int, context: Any = None) -> None:
        super().__init__(oid, context)
        self._load = self.usual(oid, context).load

    def load(self, data: Buffer) -> date:
        try:
            day: date = self._load(data)
        except psycopg.DataError:
            return FIRST if _is_before(data) else LAST
        return min(max(day, FIRST), LAST)
