"""The service's own database: one engine a process, one transaction a unit of work."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cached_property

import psycopg
from sqlalchemy import Engine, ExceptionContext, create_engine, event, text
from sqlalchemy.exc import InterfaceError, InvalidatePoolError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session, sessionmaker

from chassis.errors import DeadlineExceeded

OUTAGES = (OperationalError, InterfaceError, PoolTimeout)
"""What SQLAlchemy raises when the server is away, overloaded or a lock was not given in time: worth a repetition."""

_TIMEOUTS = "-c lock_timeout=3s -c statement_timeout=15s -c idle_in_transaction_session_timeout=30s -c timezone=UTC"


def make_engine(url: str, name: str, size: int = 10) -> Engine:
    """An engine whose connections cannot wait for ever: for a connection 5 s, for a lock 3 s, in a statement 15 s."""
    engine = create_engine(
        url,
        pool_size=size,
        max_overflow=2,
        pool_timeout=5,
        pool_recycle=1800,
        hide_parameters=True,  # parameters are personal data and exceptions are logged
        connect_args={"application_name": name, "connect_timeout": 3, "options": _TIMEOUTS},
    )
    event.listen(engine, "checkout", _listen)
    event.listen(engine, "handle_error", _leave_standby, retval=True)
    return engine


def _listen(connection: psycopg.Connection, *_: object) -> None:
    """Before a connection is used: has the server said goodbye meanwhile? That costs no exchange with the server, as
    SQLAlchemy's ping does for every piece of work."""
    try:
        connection.pgconn.consume_input()
        connection.pgconn.consume_input()  # the first may read the last words, the second the end
    except psycopg.OperationalError as gone:
        raise InvalidatePoolError from gone


def _leave_standby(context: ExceptionContext) -> BaseException | None:
    """A server that only reads is no longer ours, after a failover for example: its connections are given up."""
    if not isinstance(context.original_exception, psycopg.errors.ReadOnlySqlTransaction):
        return None
    context.is_disconnect = context.invalidate_pool_on_disconnect = True
    return OperationalError(context.statement, None, context.original_exception, hide_parameters=True)


class Database:
    """`database = Database()` in a service class: `with self.database.transaction() as session: ...`.

    The engine is made at the first use, from the address and the pool size that `configure` was told by the runner.
    """

    _url, _name, _size = "", "cabinet", 10

    def __init__(self, url: str | None = None) -> None:
        self._own_url = url

    @classmethod
    def configure(cls, url: str, name: str, size: int) -> None:
        """Set the address for every `Database()` of this process; `name` is what the server shows of us."""
        cls._url, cls._name, cls._size = url, name, size

    @cached_property
    def engine(self) -> Engine:
        """Made once a `Database`; a service has one."""
        return make_engine(self._own_url or self._url, self._name, self._size)

    @cached_property
    def _sessions(self) -> sessionmaker[Session]:
        return sessionmaker(self.engine, expire_on_commit=False)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session whose block is one transaction: committed at its end, rolled back by any exception."""
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
        """A session for questions: no transaction is begun or ended, which spares two exchanges with the server.

        Each statement sees what was committed when it began. Nothing may be written in the block, but by `statement`.
        """
        with Session(self._autocommit, autoflush=False, expire_on_commit=False) as session:
            try:
                yield session
            except BaseException as error:
                if not isinstance(error, Exception) or isinstance(error, DeadlineExceeded):
                    session.invalidate()
                raise

    def statement(self) -> AbstractContextManager[Session]:
        """A session for work that is one statement: the server commits it by itself."""
        return self.reading()

    @cached_property
    def _autocommit(self) -> Engine:
        return self.engine.execution_options(isolation_level="AUTOCOMMIT")

    def ping(self) -> None:
        """`select 1`; raises what SQLAlchemy raises when the server does not answer."""
        with self.engine.connect() as connection:
            connection.execute(text("select 1"))
