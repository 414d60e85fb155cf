"""notifications on a real database, with a real mail server that can misbehave."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any
from uuid import UUID, uuid4

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import text

from chassis.clock import FixedClock
from chassis.context import Caller, Context, entered
from chassis.database.sessions import Database
from contracts import auth, billing, payments
from contracts.printer import BillPrint
from contracts.wire import Document, Event, ZoneValue
from deploy.provisioning.databases import ServiceDatabase
from services.notifications.sending.send import Sender
from services.notifications.service import NotificationsService
from services.notifications.settings import NotificationsSettings
from services.notifications.work import Dependencies

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ACCOUNT, EMAIL = "180111111", "sidor@list.ru"
USER = UUID(int=7)
LETTER_KEY = "a-key-of-the-letters-long-enough"
SETTINGS = {
    "LETTER_KEYS": LETTER_KEY,
    "SMTP_URL": "smtp://127.0.0.1:1",
    "MAIL_FROM": "kabinet@example.ru",
    "PUBLIC_URL": "https://svet.kaluga.ru",
}


@dataclass
class Sink:
    """An SMTP server that keeps what it accepts. `mode` and `replies` make it refuse, defer or break off."""

    mode: str = "accept"
    replies: dict[str, str] = field(default_factory=dict)
    """By command, sender, recipient or content: what it answers instead of taking it."""
    received: list[bytes] = field(default_factory=list)
    accepted: list[EmailMessage] = field(default_factory=list)

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        envelope.mail_from = address
        return self.replies.get("sender", "250 OK")

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if self.mode == "421":
            return "451 4.7.1 Greylisted, come back later"
        if self.mode == "550" and not address.startswith("good"):
            return "550 5.1.1 No such user here"
        if "recipient" in self.replies:
            return self.replies["recipient"]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.received.append(envelope.content)
        if self.mode == "drop":
            server.transport.close()
            return "250 never heard"
        if "content" in self.replies:
            return self.replies["content"]
        message = message_from_bytes(envelope.content, policy=policy.default)
        self.accepted.append(message)  # type: ignore[arg-type]
        return "250 OK"


class Printer:
    """Stands in for billing's printer, a service of another process, where only the joint is tested."""

    def __init__(self) -> None:
        self.asked: list[BillPrint] = []
        self.fails: Exception | None = None

    def print_bill(self, request: BillPrint) -> Document:
        self.asked.append(request)
        if self.fails:
            raise self.fails
        return Document(file_name="Счёт 2026-10.pdf", media_type="application/pdf", content="JVBERi0xLjcK")


class Post:
    """The service with its sender in the test's hands."""

    def __init__(self, database: Database, sink: Sink, smtp_url: str) -> None:
        self.database, self.clock, self.sink, self.printer = database, FixedClock(NOW), sink, Printer()
        self.settings = NotificationsSettings(
            amqp_url="amqp://x",
            database_url="postgresql+psycopg://x",
            letter_keys=LETTER_KEY,
            smtp_url=smtp_url,
            mail_from=SETTINGS["MAIL_FROM"],
            public_url=SETTINGS["PUBLIC_URL"],
            smtp_seconds=2,
        )
        dependencies = Dependencies(settings=self.settings, printer=self.printer)
        bound = {"database": database, "clock": self.clock, "dependencies": dependencies}
        self.service: NotificationsService = type("Bound", (NotificationsService,), bound)()

    def hear(self, handler: str, event: Event) -> None:
        with self.database.transaction() as session:
            getattr(self.service, handler)(event, session)

    def send(self) -> int:
        return Sender(self.database, self.printer, self.clock, self.settings).send_due()

    def pass_time(self, **units: float) -> None:
        self.clock.moment += timedelta(**units)

    def rows(self, statement: str, **values: Any) -> list[Any]:
        with self.database.transaction() as session:
            found = session.execute(text(statement), values)
            return list(found) if found.returns_rows else []

    def states(self) -> list[str]:
        return [row[0] for row in self.rows("select state from letters order by created_at, id")]

    def meet(self, user: UUID = USER, email: str = EMAIL, account: str = ACCOUNT, *, email_bill: bool = False) -> None:
        self.hear("remember_account", linked(user, account, email, 1))
        if email_bill:
            self.rows("update people set email_bill = true where user_id = :user", user=user)

    def as_customer(self, user: UUID = USER) -> Any:
        return entered(Context(caller=Caller(str(user), "customer", frozenset({ACCOUNT}), None, True)))


def linked(user: UUID, account: str, email: str, version: int) -> auth.AccountLinked:
    return auth.AccountLinked(user_id=str(user), account_number=account, primary=True, email=email, version=version)


def registered(token: str = "t" * 43, hours: float = 48, email: str = EMAIL) -> auth.UserRegistered:
    expires = NOW + timedelta(hours=hours)
    return auth.UserRegistered(user_id=str(USER), account_number=ACCOUNT, email=email, token=token, expires_at=expires)


def paid(email: str | None = EMAIL, payment: str | None = None, address: str = "г. Калуга, ул. Мира, 1") -> Any:
    return payments.PaymentSucceeded(
        payment_id=payment or str(uuid4()),
        user_id=str(USER),
        account_number=ACCOUNT,
        address=address,
        amount_kopecks=123456,
        bank_order_id="b-1",
        readings=[ZoneValue(zone="day", value=123), ZoneValue(zone="night", value=45)],
        receipt_email=email,
        started_at=NOW,
        paid_at=NOW,
        card_masked="220000**0001",
        approval_code="123456",
    )


def bill(revision: int = 1, account: str = ACCOUNT) -> billing.BillPublished:
    return billing.BillPublished(
        account_number=account,
        period="2026-10",
        revision=revision,
        total_kopecks=54321,
        due_on=date(2026, 12, 10),
        method="metered",
        readings=[],
        published_at=NOW,
    )


@pytest.fixture(scope="session")
def notifications_database(database_factory: Any) -> ServiceDatabase:
    with pytest.MonkeyPatch.context() as patch:  # `migrate` wants the settings of the whole service
        for name, value in SETTINGS.items():
            patch.setenv(name, value)
        made: ServiceDatabase = database_factory("notifications")
    return made


@pytest.fixture
def database(notifications_database: ServiceDatabase) -> Iterator[Database]:
    owner = Database(notifications_database.migration_url)
    with owner.transaction() as session:
        tables = session.scalars(text("select tablename from pg_tables where schemaname = 'public'"))
        names = ", ".join(name for name in tables if name != "alembic_version")
        session.execute(text(f"truncate {names} cascade"))
    owner.engine.dispose()
    database = Database(notifications_database.url)
    yield database
    database.engine.dispose()


class MailServer:
    """The sink on a port of its own, to be stopped and started again."""

    def __init__(self, port: int) -> None:
        self.sink, self.port = Sink(), port
        self._running: Controller | None = None

    def start(self) -> None:
        self._running = Controller(self.sink, hostname="127.0.0.1", port=self.port)
        self._running.start()

    def stop(self) -> None:
        if self._running is not None:
            self._running.stop()
        self._running = None


@pytest.fixture
def mail_server(free_port: Callable[[], int]) -> Iterator[MailServer]:
    server = MailServer(free_port())
    server.start()
    yield server
    server.stop()


@pytest.fixture
def post(database: Database, mail_server: MailServer) -> Post:
    return Post(database, mail_server.sink, f"smtp://127.0.0.1:{mail_server.port}")


def text_of(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def html_of(message: EmailMessage) -> str:
    part = message.get_body(("html",))
    assert part is not None
    return str(part.get_content()).replace("&nbsp;", "\u00a0")
