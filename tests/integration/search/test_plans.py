"""Searches and lists of the desk look at what they show, not at the whole of 500 000 accounts (S5).

No time is measured: PostgreSQL counts the rows that it took from tables large enough for an index to win.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from chassis.clock import FixedClock
from chassis.context import SYSTEM
from chassis.database import audit
from chassis.database.sessions import Database
from chassis.service.bindings import Work
from contracts.audit import AuditQuery
from contracts.auth import UserQuery
from contracts.figures import Figures, FiguresQuery
from contracts.wire import AccountRef
from services.auth.profile.search import find_users, get_contacts
from services.readings.daily_stats import get_figures
from tests.support.query_plans import fill, looked_at, tables_read_whole
from tests.support.server_pool import Databases

MANY = 20_000
NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
CLOCK = FixedClock(NOW)
TRAIL = f"""
    insert into audit (at, action, outcome, actor_id, actor_role, subject, account_number, details)
    select timestamptz '2026-01-01' + n * interval '1 minute', 'act_' || n % 50, 'done', 'who-' || n % 400,
           case when n % 4000 = 0 then 'accountant' else 'customer' end, 'subject-' || n, 180000000 + n, '{{}}'
    from generate_series(1, {MANY}) n
"""
USERS = f"""
    insert into users (id, role, email, phone, password_hash, totp_step, created_at, version)
    select gen_random_uuid(), 'customer', 'Person' || n || '@list.ru', '+7910' || 1000000 + n, '', 0, now(), 0
    from generate_series(1, {MANY}) n
"""
LINKS = """
    insert into linked_accounts (user_id, number, "primary", linked_at)
    select id, 179000000 + right(phone, 7)::int, true, now() from users
"""
METERS = f"""
    insert into meters (account_number, serial, digits, zones, installed_on, max_power_kw, smart)
    select 180000000 + n, 'S' || n, 5, '{{one}}', '2020-01-01', 15, false from generate_series(1, {MANY}) n
"""
READINGS = """
    insert into readings (meter_id, taken_on, received_at, period, source, kwh, loaded)
    select id, date '2026-11-01' - m * 30, timestamptz '2026-11-01' - m * interval '30 days',
           to_char(date '2026-11-01' - m * 30, 'YYYY-MM'), 'without_payment', '{"one": 1}', false
    from meters, generate_series(0, 3) m
"""


def large(databases: Databases, service: str, *statements: str) -> Database:
    made = databases(service)
    fill(made.migration_url, *statements)
    return Database(made.url)


@pytest.fixture(scope="module")
def billing(database_factory: Databases) -> Database:
    return large(database_factory, "billing", TRAIL)


@pytest.fixture(scope="module")
def auth(database_factory: Databases) -> Database:
    return large(database_factory, "auth", USERS, LINKS)


def work(session: Session) -> Work[Any]:
    """What the binding of a service would give to a use case."""
    return Work(session=session, clock=CLOCK, caller=SYSTEM, dependencies=None)


@pytest.mark.req("S5")
@pytest.mark.parametrize("text", ["person1234", "+7 (910) 100-12-34", "1001234", "180001234", "nobody@"])
def test_a_person_is_found_by_an_index(auth: Database, text: str) -> None:
    ask: Callable[[Session], Any] = lambda session: find_users(work(session), UserQuery(text=text))  # noqa: E731
    assert looked_at(auth, ask) < MANY / 10
    assert tables_read_whole(auth, ask) == set()
    ask = lambda session: get_contacts(work(session), AccountRef(account_number="180001234"))  # noqa: E731
    assert looked_at(auth, ask) < 20


@pytest.mark.req("S5")
@pytest.mark.parametrize(
    "query",
    [
        {}, {"actor_id": "who-7"}, {"actor_id": "nobody"}, {"actions": ["act_7"]}, {"actor_role": "accountant"},
        {"subject": "subject-7"}, {"account_number": "180000007"}, {"before": 7_000},
        {"since": NOW - timedelta(days=320), "until": NOW - timedelta(days=318)},
        {"actor_role": "operator"}, {"actions": ["act_7"], "before": 9_000},
    ],
)  # fmt: skip
def test_a_filter_of_the_trail_reads_its_records_alone(billing: Database, query: dict[str, Any]) -> None:
    assert looked_at(billing, lambda session: audit.page(session, AuditQuery(**query, limit=50))) <= 60


@pytest.mark.req("S5")
def test_readings_are_counted_from_indexes(database_factory: Databases) -> None:
    readings = large(database_factory, "readings", METERS, READINGS)
    wanted = FiguresQuery(since=date(2026, 10, 26), until=date(2026, 11, 25))

    def ask(session: Session) -> Figures:
        return get_figures(Work(session=session, clock=CLOCK, caller=SYSTEM, dependencies=None), wanted)

    assert "readings" not in tables_read_whole(readings, ask)
    with readings.reading() as session:
        figures = ask(session)
    assert figures.now == {"meters": MANY, "read": MANY} and figures.days[0].counts["without_payment"] == MANY
