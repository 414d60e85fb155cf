"""A span for each statement of traced work. Values are parameters and are not recorded, only the statement's own words.

Work without a span of its own, such as a timer that looks whether something is due, makes none: there would be several
a second that tell nothing.
"""

import re
from typing import Any

from sqlalchemy import Engine, ExceptionContext, event

from chassis.context import peek
from chassis.telemetry import traces
from chassis.telemetry.traces import Kind

LONGEST = 1000
"""Characters of a statement that are recorded."""
_TABLE = re.compile(r"\b(?:from|into|update|join)\s{1,20}(?:only\s{1,20})?\"?([a-z_]{1,63})", re.IGNORECASE)


def record_statements(engine: Engine) -> None:
    """Make spans of what the engine executes from now on."""
    event.listen(engine, "before_cursor_execute", _begin)
    event.listen(engine, "after_cursor_execute", _end)
    event.listen(engine, "handle_error", _fail)


def summary(statement: str) -> str:
    """Returns the operation and the first table, the name under which equal statements are found."""
    operation = statement.split(None, 1)[0].upper() if statement.strip() else "?"
    table = _TABLE.search(statement)
    return f"{operation} {table[1]}" if table else operation


def _begin(connection: Any, _cursor: Any, statement: str, _values: Any, context: Any, _many: bool) -> None:
    here = peek()
    if context is None or here is None or not here.span_id:
        return
    words = summary(statement)
    attributes = {
        "db.system.name": "postgresql",
        "db.namespace": connection.engine.url.database or "",
        "db.operation.name": words.split(" ")[0],
        "db.query.summary": words,
        "db.query.text": statement[:LONGEST],
    }
    context.cabinet_span = traces.span(words, Kind.CLIENT, attributes)


def _end(_connection: Any, _cursor: Any, _statement: str, _values: Any, context: Any, _many: bool) -> None:
    span = getattr(context, "cabinet_span", None)
    if span is not None:
        span.end()


def _fail(failure: ExceptionContext) -> None:
    span = getattr(failure.execution_context, "cabinet_span", None)
    if span is not None:
        span.end(type(failure.original_exception).__name__)
