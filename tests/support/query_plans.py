"""How much of a table a query looks at, as PostgreSQL itself counts: the same on every machine."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
from sqlalchemy import event
from sqlalchemy.orm import Session

from chassis.database.sessions import Database

SCANS = ("Seq Scan", "Index Scan", "Index Only Scan", "Bitmap Heap Scan")


def fill(url: str, *statements: str) -> None:
    """Rows for a test, written by the owner of the tables, and what the planner must know of them."""
    with psycopg.connect(url.replace("postgresql+psycopg://", "postgresql://", 1), autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.execute("vacuum analyze")


def looked_at(database: Database, ask: Callable[[Session], object]) -> int:
    """Rows that the queries of `ask` took from tables, whether they were wanted in the end or not."""
    return sum(_rows(plan) for plan in _plans(database, ask))


def tables_read_whole(database: Database, ask: Callable[[Session], object]) -> set[str]:
    """Tables of which a query visits the rows themselves, one after the other."""
    return {
        node["Relation Name"]
        for plan in _plans(database, ask)
        for node in _nodes(plan)
        if node["Node Type"] == "Seq Scan" and node["Actual Rows"] > 1_000
    }


def _plans(database: Database, ask: Callable[[Session], object]) -> list[dict[str, Any]]:
    said: list[tuple[str, Any]] = []
    with database.transaction() as session:
        connection = session.connection()

        @event.listens_for(connection, "before_cursor_execute")
        def keep(_: Any, __: Any, statement: str, parameters: Any, *___: Any) -> None:
            if statement.lstrip().lower().startswith(("select", "with")):
                said.append((statement, parameters))

        ask(session)
        event.remove(connection, "before_cursor_execute", keep)
        return [_explained(connection, statement, parameters) for statement, parameters in said]


def _explained(connection: Any, statement: str, parameters: Any) -> dict[str, Any]:
    plans = connection.exec_driver_sql(f"explain (analyze, timing off, format json) {statement}", parameters).scalar()
    plan: dict[str, Any] = (json.loads(plans) if isinstance(plans, str) else plans)[0]["Plan"]
    return plan


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from _nodes(part)


def _rows(plan: dict[str, Any]) -> int:
    names = ("Actual Rows", "Rows Removed by Filter", "Rows Removed by Index Recheck")
    scans = [node for node in _nodes(plan) if node["Node Type"] in SCANS]
    return sum(int(sum(node.get(name, 0) for name in names) * max(node["Actual Loops"], 1)) for node in scans)
