"""auth on a real database, with a clock that the test moves."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from chassis.clock import FixedClock
from chassis.context import NOBODY, Caller, Context, entered
from chassis.database.sessions import Database
from chassis.errors import Refusal
from chassis.rpc.contract import CHASSIS_REFUSALS, methods
from chassis.sealing import Sealer
from contracts.auth import AuthRpc, Credentials, Identity, OneTimeToken, Registration, SessionOpened, SessionToken
from contracts.auth.letters import place_of
from contracts.billing import AccountsChanged, AccountState
from deploy.provisioning.databases import ServiceDatabase
from services.auth.service import AuthService
from services.auth.settings import AuthSettings

PASSWORD = "жираф на велосипеде"
ACCOUNT, EMAIL, IP = "180111111", "sidor@list.ru", "93.184.216.34"
SEALED = ("token", "new_password", "report_token")
DATA_KEY, LETTER_KEY = "a-key-of-the-tests-long-enough", "a-key-of-the-letters-long-enough"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def promised(name: str, method: Callable[..., Any]) -> Callable[..., Any]:
    """The use case, refusing by the codes of its contract only: the gateway would take another one for a defect."""
    codes = CHASSIS_REFUSALS | frozenset(getattr(method, "__refusals__", ()))

    def called(service: AuthService, *asked: Any) -> Any:
        try:
            return getattr(AuthService, name)(service, *asked)
        except Refusal as refusal:
            assert refusal.code in codes, f"{name} may not refuse by {refusal.code}"
            raise

    return called


class Portal:
    """The service as the gateway would use it, and a look behind it."""

    def __init__(self, database: Database, **settings: Any) -> None:
        self.database, self.clock = database, FixedClock(NOW)
        given = {"data_keys": DATA_KEY, "letter_keys": LETTER_KEY} | settings
        chosen = AuthSettings(amqp_url="amqp://x", database_url="postgresql+psycopg://x", **given)
        self.settings = chosen
        bound = {"database": database, "clock": self.clock, "dependencies": chosen}
        kept = {name: promised(name, method) for name, method in methods(AuthRpc).items()}
        self.auth: AuthService = type("BoundAuthService", (AuthService,), bound | kept)()

    def pass_time(self, **units: float) -> None:
        self.clock.moment += timedelta(**units)

    def register(self, **changes: Any) -> None:
        form = {"account_number": ACCOUNT, "password": PASSWORD, "password_confirmation": PASSWORD, "email": EMAIL}
        self.auth.register(Registration(**form | {"consent": True, "consent_version": "2026-10", "ip": IP} | changes))

    def customer(self, **changes: Any) -> "Portal":
        """Registered and activated."""
        self.register(**changes)
        self.auth.activate(OneTimeToken(token=self.last("user_registered")["token"]))
        return self

    def sign_in(self, account: str = ACCOUNT, password: str = PASSWORD, ip: str = IP) -> SessionOpened:
        return self.auth.sign_in(Credentials(account_number=account, password=password, ip=ip, user_agent="Firefox"))

    def identity(self, token: str, password: str | None = None) -> Identity:
        return self.auth.authenticate(SessionToken(token=token, current_password=password, ip=IP))

    @contextmanager
    def asking(self, token: str) -> Iterator[AuthService]:
        """Calls on behalf of the session's owner, who has confirmed them."""
        who = self.identity(token)
        owns = frozenset(account.number for account in who.accounts)
        with entered(Context(caller=Caller(who.user_id, who.role, owns, None, True))):
            yield self.auth

    def events(self, name: str) -> list[dict[str, Any]]:
        """What was announced, with its secrets as a letter has them."""
        rows = self.rows("select body from outbox where type = :type order by seq", type=f"auth.{name}.v1")
        return [self._read(json.loads(row[0])) for row in rows]

    def _read(self, event: dict[str, Any]) -> dict[str, Any]:
        sealer = Sealer(self.settings.letter_keys)
        carried = {name: event[name] for name in SEALED if event.get(name)}
        return event | {name: sealer.open(kept, place_of(event["user_id"])) for name, kept in carried.items()}

    def last(self, name: str) -> dict[str, Any]:
        return self.events(name)[-1]

    def rows(self, statement: str, **values: Any) -> list[Any]:
        with self.database.transaction() as session:
            found = session.execute(text(statement), values)
            return list(found) if found.returns_rows else []


@pytest.fixture(scope="session")
def auth_database(database_factory: Any) -> ServiceDatabase:
    made: ServiceDatabase = database_factory("auth")
    return made


@pytest.fixture
def database(auth_database: ServiceDatabase) -> Iterator[Database]:
    """Empty but for the accounts that the supplier has."""
    owner = Database(auth_database.migration_url)
    with owner.transaction() as session:
        tables = session.scalars(text("select tablename from pg_tables where schemaname = 'public'"))
        names = ", ".join(name for name in tables if name != "alembic_version")
        session.execute(text(f"truncate {names} cascade"))
    owner.engine.dispose()
    database = Database(auth_database.url)
    with database.transaction() as session:
        states = [AccountState(number=f"18011111{n}", open=n != 9) for n in range(1, 10)]
        Portal(database).auth.remember_accounts(AccountsChanged(accounts=states, version=1), session)
    with entered(Context(caller=NOBODY)):
        yield database
    database.engine.dispose()


@pytest.fixture
def portal(database: Database) -> Portal:
    return Portal(database)
