"""Binds the methods of a service class to its use cases: `get_bill = reads(listing.get_bill)`.

A use case is a function `(work, request) -> answer`. The binding opens the session that the use case needs, passes the
caller and what the service depends on, and takes the types of the method from the use case, so that `serves` compares
them with the contract. Nothing else stands between the contract and the use case.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar, get_type_hints

from psycopg.errors import DeadlockDetected
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from chassis.clock import Clock
from chassis.context import Caller, current
from chassis.database.sessions import Database
from chassis.service.declarations import every, handles

log = logging.getLogger(__name__)
ATTEMPTS = 3
"""How often a transaction is begun whose locks stood in a circle with those of others."""
Dependencies = TypeVar("Dependencies")
Request = TypeVar("Request")
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Circumstances(Generic[Dependencies]):
    """What every use case is given.

    `dependencies` is the attribute of that name of the service class: its settings, or an object that also holds
    clients of other systems. A service names its type once: `BillingWork = Work[BillingSettings]`.
    """

    clock: Clock
    caller: Caller
    dependencies: Dependencies

    @property
    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        return self.clock.now()

    @property
    def actor(self) -> str:
        """The id of the user on whose behalf this is done; "system" for our own processes."""
        return self.caller.user_id or "system"


@dataclass(frozen=True, slots=True, kw_only=True)
class Work(_Circumstances[Dependencies]):
    """What a use case works with inside one session."""

    session: Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Call(_Circumstances[Dependencies]):
    """What a use case works with that decides itself when a transaction is open: nothing is open while a bank, a mail
    server or another service is asked."""

    database: Database

    @contextmanager
    def reading(self) -> Iterator[Work[Dependencies]]:
        """Work without a transaction, for questions (`Database.reading`)."""
        with self.database.reading() as session:
            yield self.within(session)

    @contextmanager
    def transaction(self) -> Iterator[Work[Dependencies]]:
        """Work in one transaction: committed at the end of the block, rolled back by any exception."""
        with self.database.transaction() as session:
            yield self.within(session)

    def within(self, session: Session) -> Work[Dependencies]:
        """The same circumstances with a session that is open already."""
        return Work(session=session, clock=self.clock, caller=self.caller, dependencies=self.dependencies)


UseCase = Callable[[Work[Dependencies], Request], Answer]
Method = Callable[[Any, Request], Answer]


def reads(use_case: UseCase[Dependencies, Request, Answer]) -> Method[Request, Answer]:
    """A method that answers a question: no transaction is begun, nothing may be written."""

    def method(service: Any, request: Request) -> Answer:
        with _call(service).reading() as work:
            return use_case(work, request)

    return _typed(method, use_case)


def writes(use_case: UseCase[Dependencies, Request, Answer]) -> Method[Request, Answer]:
    """A method whose use case is one transaction, begun anew when the database gave it up to end a deadlock."""

    def method(service: Any, request: Request) -> Answer:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with _call(service).transaction() as work:
                    return use_case(work, request)
            except OperationalError as error:
                if attempt == ATTEMPTS or not isinstance(error.orig, DeadlockDetected):
                    raise
                log.warning("the database ended a deadlock, the transaction is begun again", extra={"attempt": attempt})
        raise AssertionError("unreachable")

    return _typed(method, use_case)


def calls(use_case: Callable[[Call[Dependencies], Request], Answer]) -> Method[Request, Answer]:
    """A method whose use case opens its transactions itself, or needs none."""

    def method(service: Any, request: Request) -> Answer:
        return use_case(_call(service), request)

    return _typed(method, use_case)


def consumes(event: Any, use_case: UseCase[Dependencies, Any, object]) -> Callable[[Any, Any, Session], None]:
    """A handler of every event of this class, in the transaction that records the event's id in the inbox.

    The name of the attribute is part of nothing stored; the queue is named after the service and the event's type.
    """

    def method(service: Any, event: Any, session: Session) -> None:
        use_case(_call(service).within(session), event)

    return handles(event)(method)


def runs(
    use_case: Callable[[Call[Dependencies]], object], *, every_seconds: float, limit: float = 300
) -> Callable[[Any], None]:
    """A timer: in each replica the use case runs again `every_seconds` after its last end, for at most `limit` seconds.

    Replicas share work by claiming rows with SKIP LOCKED. What the use case raises is logged, and the timer goes on.
    """

    def method(service: Any) -> None:
        use_case(_call(service))

    return every(every_seconds, limit)(method)


def _call(service: Any) -> Call[Any]:
    return Call(
        database=service.database,
        clock=service.clock,
        caller=current().caller,
        dependencies=getattr(service, "dependencies", None),
    )


def _typed(method: Method[Request, Answer], use_case: Callable[..., Answer]) -> Method[Request, Answer]:
    """Give the method the request's and the answer's type of its use case, and its documentation."""
    hints = get_type_hints(use_case, include_extras=True)
    given = [name for name in hints if name != "return"]
    if len(given) != 2:
        raise TypeError(f"{use_case.__module__}.{use_case.__qualname__}: a use case takes (work, request), typed")
    method.__annotations__ = {"request": hints[given[1]], "return": hints.get("return", type(None))}
    method.__doc__ = use_case.__doc__
    return method
