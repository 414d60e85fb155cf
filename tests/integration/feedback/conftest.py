"""feedback on a real database, with the service's own role."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from sqlalchemy import text

from chassis.clock import FixedClock
from chassis.context import Caller, Context, entered
from chassis.database.sessions import Database
from contracts import feedback as c
from contracts.wire import Document
from services.feedback.service import FeedbackService
from services.feedback.settings import FeedbackSettings
from tests.support.server_pool import Databases

ACCOUNT, OTHER = "180111111", "180222222"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CUSTOMER = Caller(user_id="user-1", role="customer", owns=frozenset({ACCOUNT}))
NEXT_OWNER = Caller(user_id="user-2", role="customer", owns=frozenset({ACCOUNT}))
OPERATOR = Caller(user_id="staff-1", role="operator")


class Desk(FeedbackService):
    """The service with settings and clock in the test's hands."""

    dependencies = FeedbackSettings(  # type: ignore[assignment]
        amqp_url="amqp://x", database_url="postgresql+psycopg://x", messages_a_day=10, unscanned_files=True
    )


@dataclass
class Talk:
    """Customers and staff who use the service."""

    database: Database
    clock: FixedClock = field(default_factory=lambda: FixedClock(NOW))
    keys: Iterator[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.service = Desk()
        self.service.database, self.service.clock = self.database, self.clock

    @contextmanager
    def by(self, caller: Caller) -> Iterator[Desk]:
        with entered(Context(caller=caller)):
            yield self.service

    def key(self) -> str:
        return f"test-key-{next(self.keys)}"

    def later(self, **time: float) -> None:
        self.clock.moment += timedelta(**time)

    def send(self, text: str = "Счётчик сломан", caller: Caller = CUSTOMER, **more: Any) -> c.Appeal:
        given = {"account_number": ACCOUNT, "text": text, "email": "ivanov@list.ru", "idempotency_key": self.key()}
        with self.by(caller) as service:
            return service.send_appeal(c.NewAppeal(**(given | more)))

    def reply(self, appeal: c.Appeal, text: str = "Не помогло", caller: Caller = CUSTOMER, **more: Any) -> c.Appeal:
        given = {"account_number": ACCOUNT, "appeal_id": appeal.appeal_id, "text": text, "idempotency_key": self.key()}
        with self.by(caller) as service:
            return service.reply_appeal(c.Reply(**(given | more)))

    def answer(self, appeal: c.Appeal, text: str = "Мастер придёт завтра", **more: Any) -> c.Appeal:
        given = {"appeal_id": appeal.appeal_id, "text": text, "idempotency_key": self.key()}
        with self.by(OPERATOR) as service:
            return service.answer_appeal(c.Answer(**(given | more)))

    def rate(self, appeal: c.Appeal, rating: int, caller: Caller = CUSTOMER) -> c.Appeal:
        with self.by(caller) as service:
            return service.rate_appeal(c.Rating(account_number=ACCOUNT, appeal_id=appeal.appeal_id, rating=rating))

    def listed(self, since: str = "2026-01-01", until: str = "2027-12-31", caller: Caller = CUSTOMER) -> list[c.Appeal]:
        query = c.AppealsQuery.model_validate({"account_number": ACCOUNT, "since": since, "until": until})
        with self.by(caller) as service:
            return service.list_appeals(query).appeals

    def file(self, appeal: c.Appeal, file_id: str, caller: Caller = CUSTOMER, account: str = ACCOUNT) -> Document:
        with self.by(caller) as service:
            return service.get_file(c.FileRef(account_number=account, appeal_id=appeal.appeal_id, file_id=file_id))

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with self.database.transaction() as session:
            return [tuple(row) for row in session.execute(text(query))]


@pytest.fixture
def talk(database_factory: Callable[..., Any] | Databases) -> Talk:
    return Talk(Database(database_factory("feedback").url))
