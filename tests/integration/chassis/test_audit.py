"""The audit trail of every service: written with its change, read by pages, rewritten by nobody."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from chassis.clock import FixedClock
from chassis.context import Caller, Context, entered
from chassis.database import audit
from chassis.database.sessions import Database
from chassis.errors import CallFailed
from chassis.events import dead_letter_decisions
from chassis.events.dead_letter_decisions import DeadLetters, Decision
from contracts.audit import AuditPage, AuditQuery
from tests.support.server_pool import Databases

SERVICES = ("auth", "billing", "feedback", "readings")  # the others migrate with settings of their own
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
REWRITES = ("update audit set outcome = 'never'", "delete from audit", "truncate audit")

pytestmark = pytest.mark.req("S5")


@pytest.fixture(scope="module", params=SERVICES)
def trail(request: pytest.FixtureRequest, database_factory: Databases) -> Database:
    """One service's database with four records: two of an operator, one of a customer, one of our own process."""
    database = Database(database_factory(request.param).url)
    callers = (Caller("7", "operator"), Caller("7", "operator"), Caller("c-1", "customer"), Caller(role="system"))
    for hour, caller in enumerate(callers):
        with entered(Context(caller=caller)), database.transaction() as session:
            moment = NOON + timedelta(hours=hour)
            audit.record(session, moment, f"act_{hour}", subject="s-1", account="180111111", why="asked")
    return database


def read(database: Database, **query: object) -> AuditPage:
    with database.reading() as session:
        return AuditPage.model_validate(audit.page(session, AuditQuery(**query)))  # type: ignore[arg-type]


def actions(page: AuditPage) -> list[str]:
    return [entry.action for entry in page.entries]


def test_a_record_tells_who_did_what_and_when(trail: Database) -> None:
    record = read(trail, actions=["act_1"]).entries[0]
    assert (record.actor_id, record.actor_role, record.at) == ("7", "operator", NOON + timedelta(hours=1))
    assert (record.subject, record.account_number, record.details) == ("s-1", "180111111", {"why": "asked"})


def test_pages_follow_each_other_without_gap_or_repetition(trail: Database) -> None:
    first = read(trail, limit=3)
    second = read(trail, limit=3, before=first.next_before)
    assert actions(first) + actions(second) == ["act_3", "act_2", "act_1", "act_0"]
    assert second.next_before is None


def test_each_field_narrows(trail: Database) -> None:
    assert actions(read(trail, actor_id="7")) == ["act_1", "act_0"]
    assert actions(read(trail, actor_role="system")) == ["act_3"]
    assert actions(read(trail, since=NOON + timedelta(hours=1), until=NOON + timedelta(hours=3))) == ["act_2", "act_1"]
    assert actions(read(trail, account_number="180111112")) == []
    assert actions(read(trail, subject="s-2")) == []


@pytest.mark.parametrize("statement", REWRITES)
def test_nobody_rewrites_it(trail: Database, statement: str) -> None:
    with pytest.raises(DBAPIError, match=r"append-only|permission denied"), trail.transaction() as session:
        session.execute(text(statement))
    assert len(read(trail).entries) == 4


def test_a_record_goes_with_the_change_that_it_tells(trail: Database) -> None:
    with pytest.raises(ZeroDivisionError), trail.transaction() as session:
        audit.record(session, NOON, "undone")
        raise ZeroDivisionError
    assert "undone" not in actions(read(trail))


def test_a_deed_that_failed_at_the_broker_is_on_record_as_begun_and_failed(
    trail: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise CallFailed("broker", "connection refused")

    monkeypatch.setattr(dead_letter_decisions, "opened", away)
    letters = DeadLetters(amqp_url="amqp://nowhere", queues=["billing.x.v1"], database=trail, clock=FixedClock(NOON))
    with pytest.raises(CallFailed):
        letters.decide(Decision(action="replay", queue="billing.x.v1", reason="исправлено"), "d-1")
    entries = read(trail, subject="d-1").entries
    assert [(one.outcome, one.details.get("error")) for one in entries] == [("failed", "CallFailed"), ("begun", None)]
