"""The audit trail of every service: nothing of the last three years can be lost, what is older goes by itself."""

from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from chassis.database.sessions import make_engine
from chassis.events.retention import Retention
from contracts.services import SERVICES
from tests.support.server_pool import Databases

ADD = (
    "insert into audit (at, action, outcome, actor_role, details) values (%s, %s, 'done', 'system', '{}') returning id"
)

NEEDED = {
    "PUBLIC_URL": "http://127.0.0.1:9",
    "SMTP_URL": "smtp://127.0.0.1:9",
    "MAIL_FROM": "portal@example.ru",
    "LETTER_KEYS": "a-key-of-the-letters-long-enough",
    "BANK_URL": "http://127.0.0.1:9",
    "BANK_USER": "user",
    "BANK_PASSWORD": "unused",
}
"""Settings that some services require even for their migrations."""


@pytest.mark.req("M1.2", "S5")
@pytest.mark.parametrize("service", SERVICES)
def test_records_go_after_the_term_of_limitation_and_not_before(
    service: str, database_factory: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in NEEDED.items():
        monkeypatch.setenv(name, value)
    base, now = database_factory(service), datetime.now(UTC)
    ages = {"young": 1, "nearly": 1090, "old": 1100, "older": 4000}
    with psycopg.connect(base.url.replace("+psycopg", ""), autocommit=True) as connection:
        for name, days in ages.items():
            connection.execute(ADD, [now - timedelta(days=days), name])
        for statement in (
            "delete from audit where action = 'nearly'",
            "update audit set outcome = 'x' where action = 'old'",
        ):
            with pytest.raises(psycopg.errors.RaiseException, match="append-only"):
                connection.execute(statement)
        engine = make_engine(base.url, "test")
        Retention(engine, 2000).clean_when_due()
        assert actions(connection) == ["nearly", "old", "young"]
        Retention(engine, 1096).clean_when_due()
        assert actions(connection) == ["nearly", "young"]
        engine.dispose()


def actions(connection: psycopg.Connection) -> list[str]:
    return sorted(row[0] for row in connection.execute("select action from audit"))
