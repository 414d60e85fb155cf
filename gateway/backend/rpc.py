"""Typed stubs of the services; one call, or one round of parallel calls."""

import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Any, Generic, Protocol, Self, TypeVar, cast

from flask import current_app, g

from chassis.context import SYSTEM, Caller, Context, entered
from chassis.errors import CallFailed
from contracts.auth import AuthRpc
from contracts.billing import BillingRpc
from contracts.feedback import FeedbackRpc
from contracts.notifications import NotificationsRpc
from contracts.payments import PaymentsRpc
from contracts.printer import PrinterRpc
from contracts.readings import ReadingsRpc
from gateway.settings import GatewaySettings

Request = TypeVar("Request")
Result = TypeVar("Result")


class Client(Protocol):
    """What the gateway needs of `chassis.rpc.client.RpcClient`."""

    @property
    def connected(self) -> bool: ...

    def stub(self, contract: Any) -> Any: ...

    def parallel(self, calls: Mapping[str, Callable[[], Any]]) -> dict[str, Any]: ...


class Services:
    """One stub a service."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.auth: AuthRpc = client.stub(AuthRpc)
        self.billing: BillingRpc = client.stub(BillingRpc)
        self.printer: PrinterRpc = client.stub(PrinterRpc)
        self.readings: ReadingsRpc = client.stub(ReadingsRpc)
        self.payments: PaymentsRpc = client.stub(PaymentsRpc)
        self.notifications: NotificationsRpc = client.stub(NotificationsRpc)
        self.feedback: FeedbackRpc = client.stub(FeedbackRpc)


def services() -> Services:
    """The stubs of the running application."""
    return cast(Services, current_app.extensions["services"])


def settings() -> GatewaySettings:
    """The settings of the running application."""
    return cast(GatewaySettings, current_app.extensions["settings"])


def ask(method: Callable[[Request], Result], request: Request, seconds: float | None = None) -> Result:
    """One call on behalf of whoever makes this web request."""
    with _on_behalf(seconds):
        return method(request)


def as_system(method: Callable[[Request], Result], request: Request) -> Result:
    """One call in the name of the gateway itself, such as a callback of the bank."""
    with _on_behalf(None, SYSTEM):
        return method(request)


def _on_behalf(seconds: float | None, caller: Caller | None = None) -> AbstractContextManager[Context]:
    deadline = time.time() + (seconds or settings().rpc_seconds)
    return entered(replace(g.trace, caller=caller or g.caller, deadline=deadline))


@dataclass(slots=True)
class Answer(Generic[Result]):
    """The answer of one call in a round; set when the round ends."""

    _outcome: Result | Exception | None = None

    @property
    def value(self) -> Result:
        """The answer; raises what the call ended with otherwise."""
        if isinstance(self._outcome, Exception):
            raise self._outcome
        return cast(Result, self._outcome)

    @property
    def or_none(self) -> Result | None:
        """The answer, or None when the service is out of reach: the page shows the rest."""
        return None if self.missing else self.value

    @property
    def or_nothing(self) -> Result | None:
        """The answer, or None for any failure: for parts that a page can do without."""
        return None if isinstance(self._outcome, Exception) else self.value

    @property
    def missing(self) -> bool:
        """The service did not answer in time."""
        return isinstance(self._outcome, CallFailed)

    def resolve(self, outcome: object) -> None:
        """Called once, by the round."""
        self._outcome = cast("Result | Exception", outcome)


class Round:
    """Calls collected in a `with` block and made in parallel at its end; each failure is a value of its own."""

    def __init__(self, seconds: float | None = None, caller: Caller | None = None) -> None:
        """`caller`: in whose name instead of the visitor's."""
        self._seconds, self._caller = seconds, caller
        self._calls: dict[str, Callable[[], object]] = {}
        self._answers: dict[str, Answer[object]] = {}

    def __enter__(self) -> Self:
        return self

    def __call__(self, method: Callable[[Request], Result], request: Request) -> Answer[Result]:
        key = str(len(self._calls))
        answer: Answer[Result] = Answer()
        self._calls[key] = lambda: method(request)
        self._answers[key] = cast(Answer[object], answer)
        return answer

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        if kind is not None or not self._calls:
            return
        with _on_behalf(self._seconds, self._caller):
            outcomes = services().client.parallel(self._calls)
        for key, answer in self._answers.items():
            answer.resolve(outcomes[key])
