"""The service's database: one engine a process, one transaction a unit of work."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cached_property

import psycopg
from sqlalchemy import Engine, ExceptionContext, create_engine, event, make_url, text
from sqlalchemy.exc import InterfaceError, InvalidatePoolError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session, sessionmaker

from chassis.database.calendar import read_within_the_calendar
from chassis.database.spans import record_statements
from chassis.errors import DeadlineExceeded
from chassis.telemetry import traces

OVERFLOW = 2
"""Connections beyond the size of a pool, closed when they are not needed any more."""
OUTAGES = (OperationalError, InterfaceError, PoolTimeout)
"""SQLAlchemy's errors for a server that is away or overloaded and for a lock timeout: worth a retry."""

BOUNDS = {
    "lock_timeout": "3s",
    "statement_timeout": "15s",
    "idle_in_transaction_session_timeout": "30s",
    "timezone": "UTC",
}
"""How long a session of a service may wait. Each connection asks for them; behind a pooler the role has them."""


def make_engine(url: str, name: str, size: int = 10) -> Engine:
    """Returns an engine with bounded waits: 5 s for a connection, 3 s for a lock, 15 s for a statement.

    Two parameters of the address are ours. `pooler=transaction` says that a pooler gives each transaction another
    session (pgBouncer): nothing of a session is used then, and the bounds are the role's own (`deploy.provisioning`).
    `prepare_threshold` is after how many executions a statement is prepared: 5, and never behind a pooler, unless it is
    said for one that knows prepared statements (pgBouncer 1.21 and newer).
    """
    address = make_url(url)
    pooled = address.query.get("pooler") == "transaction"
    prepared = address.query.get("prepare_threshold", "none" if pooled else "5")
    given: dict[str, object] = {"application_name": name, "connect_timeout": 3}
    given["prepare_threshold"] = None if prepared == "none" else int(str(prepared))
    if not pooled:
        given["options"] = " ".join(f"-c {bound}={value}" for bound, value in BOUNDS.items())
    engine = create_engine(
        address.difference_update_query(["pooler", "prepare_threshold"]),
        pool_size=size,
        max_overflow=OVERFLOW,
        pool_timeout=5,
        pool_recycle=1800,
        hide_parameters=True,  # parameters are personal data and exceptions are logged
        connect_args=given,
    )
    if pooled:
        event.listen(engine, "connect", _refuse_unbounded)
    event.listen(engine, "connect", read_within_the_calendar)
    event.listen(engine, "checkout", _drop_closed)
    event.listen(engine, "handle_error", _as_outage, retval=True)
    if traces.active():
        record_statements(engine)
    return engine


def _refuse_unbounded(connection: psycopg.Connection, *_: object) -> None:
    """A session without bounds could wait for ever. Raises psycopg.OperationalError with the remedy."""
    names = ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout")
    asked = ", ".join(f"current_setting('{name}')" for name in names)
    row = connection.execute(f"select {asked}".encode()).fetchone()
    connection.rollback()
    if row is None or "0" in row:
        raise psycopg.OperationalError("the role has no timeouts of its own: run the step that makes the databases")


def _drop_closed(connection: psycopg.Connection, *_: object) -> None:
    """Replace a connection that the server has closed meanwhile, without the round trip of SQLAlchemy's ping."""
    try:
        connection.pgconn.consume_input()
        connection.pgconn.consume_input()  # the first may read the server's last message, the second the end
    except psycopg.OperationalError as gone:
        raise InvalidatePoolError from gone


_OUTAGE = (psycopg.errors.ReadOnlySqlTransaction, psycopg.errors.IdleInTransactionSessionTimeout)
"""What a server says that became read-only, after a failover, and one that ended a session which had no processor time
for half a minute. Neither says anything of the work, which may be done again."""


def _as_outage(context: ExceptionContext) -> BaseException | None:
    """Make an error of the server's state an OperationalError, and drop the connections."""
    if not isinstance(context.original_exception, _OUTAGE):
        return None
    context.is_disconnect = context.invalidate_pool_on_disconnect = True
    return OperationalError(context.statement, None, context.original_exception, hide_parameters=True)


class Database:
    """`database = Database()` in a service class: `with self.database.transaction() as session: ...`.

    The engine is created at the first use, with the address and pool size that `configure` has set.
    """

    _url, _name, _size = "", "cabinet", 10

    def __init__(self, url: str | None = None) -> None:
        self._own_url = url

    @classmethod
    def configure(cls, url: str, name: str, size: int) -> None:
        """Set the address for every `Database()` of this process; `name` is the application name on the server."""
        cls._url, cls._name, cls._size = url, name, size

    @cached_property
    def engine(self) -> Engine:
        """The engine, created once; a service has one."""
        return make_engine(self._own_url or self._url, self._name, self._size)

    def in_use(self) -> int:
        """The number of connections that are handed out now."""
        return int(self.engine.pool.checkedout())  # type: ignore[attr-defined]

    @property
    def limit(self) -> int:
        """The number of connections that may be handed out at the same time."""
        return self._size + OVERFLOW

    @cached_property
    def _sessions(self) -> sessionmaker[Session]:
        return sessionmaker(self.engine, expire_on_commit=False)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Open a session whose block is one transaction: committed at its end, rolled back by any exception."""
        session = self._sessions()
        try:
            yield session
            session.commit()
        except Exception as error:
            if isinstance(error, DeadlineExceeded):
                session.invalidate()  # interrupted in the middle of an exchange: the connection is in no known state
            else:
                session.rollback()
            raise
        except BaseException:
            session.invalidate()
            raise
        finally:
            session.close()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Open a session for reading, without BEGIN and COMMIT, which saves two round trips.

        Each statement sees what was committed when it began. The block must not write; `statement` may.
        """
        with Session(self._autocommit, autoflush=False, expire_on_commit=False) as session:
            try:
                yield session
            except BaseException as error:
                if not isinstance(error, Exception) or isinstance(error, DeadlineExceeded):
                    session.invalidate()
                raise

    def statement(self) -> AbstractContextManager[Session]:
        """Open a session for a single statement, which the server commits by itself."""
        return self.reading()

    @cached_property
    def _autocommit(self) -> Engine:
        return self.engine.execution_options(isolation_level="AUTOCOMMIT")

    def ping(self) -> None:
        """Execute `select 1`. Raises SQLAlchemy's errors when the server does not answer."""
        with self.engine.connect() as connection:
            connection.execute(text("select 1"))
