"""Declarations of a service class: it `serves` a contract, `handles` events and runs timers (`every`).

The decorators only record; `chassis.process.container` turns the records into nameko entrypoints. So a service's module
imports neither nameko nor eventlet, and its methods can be called directly in tests.
"""

import sys
from collections.abc import Callable, Mapping
from contextvars import copy_context
from dataclasses import dataclass
from typing import Any, ParamSpec, Protocol, TypeVar, get_type_hints

from pydantic import TypeAdapter

from chassis.events.topology import queue_of
from chassis.rpc.access import AccessRow
from chassis.rpc.contract import Operation, conform, methods

Params = ParamSpec("Params")
Result = TypeVar("Result")
ServiceClass = TypeVar("ServiceClass", bound=type)
Method = TypeVar("Method", bound=Callable[..., Any])


class EventClass(Protocol):
    """A pydantic event model, as a class."""

    TYPE: str
    SOURCE: str

    @classmethod
    def model_validate_json(cls, data: bytes) -> Any: ...


@dataclass(frozen=True, slots=True)
class EventSpec:
    """A method that consumes an event type."""

    event: EventClass


@dataclass(frozen=True, slots=True)
class TimerSpec:
    """A method that runs repeatedly: `seconds` from the end of one run to the start of the next, each for at most
    `limit` seconds."""

    seconds: float
    limit: float


Ready = Mapping[str, Callable[[Any, Any], Any]]
"""Ready-made answers by method name: `(service, request)` -> plain data in the shape of the contract's answer."""


def serves(
    contract: type, access: Mapping[str, AccessRow], ready: Ready | None = None
) -> Callable[[ServiceClass], ServiceClass]:
    """Class decorator: the class serves every method of the contract's Protocol, authorized by its access row.

    A method that the contract declares and the class does not define is taken from `ready`.
    Raises TypeError at import when a method is missing, has another signature or no access row.
    """

    def mark(service: ServiceClass) -> ServiceClass:
        for name, signature in methods(contract).items():
            if ready and name in ready and not hasattr(service, name):
                setattr(service, name, _answering(ready[name], signature))
        service.__operations__ = conform(service, contract, access)  # type: ignore[attr-defined]
        return service

    return mark


def handles(event: Any) -> Callable[[Method], Method]:
    """The method `(self, event, session)` handles every event of this class, in the transaction of its inbox row."""
    return _recording(EventSpec(event))


def every(seconds: float, limit: float = 300) -> Callable[[Method], Method]:
    """The method `(self)` runs in each replica; replicas share work by claiming rows with SKIP LOCKED.

    An exception is logged and the next run starts on time.
    """
    return _recording(TimerSpec(seconds, limit))


def operations(service: type) -> Mapping[str, Operation]:
    """Returns the operations that the class serves, by method name."""
    found: Mapping[str, Operation] = getattr(service, "__operations__", {})
    return found


def declared(service: type, kind: type[Result]) -> dict[str, Result]:
    """Returns the declarations of one kind (`EventSpec`, `TimerSpec`), by method name."""
    found = {name: getattr(getattr(service, name), "__declared__", None) for name in dir(service)}
    return {name: spec for name, spec in found.items() if isinstance(spec, kind)}


def queues(service: Any) -> list[str]:
    """Returns the queues that the service class consumes events from."""
    return sorted(queue_of(service.name, spec.event.TYPE) for spec in declared(service, EventSpec).values())


def blocking(fn: Callable[Params, Result], *args: Params.args, **kwargs: Params.kwargs) -> Result:
    """Run CPU-heavy code (password hashing) in a native thread, so that other greenlets continue meanwhile.

    Outside a running service it is a plain call. Use neither a database session nor the log inside.
    """
    tpool = sys.modules.get("eventlet.tpool")
    if tpool is None:
        return fn(*args, **kwargs)
    result: Result = tpool.execute(copy_context().run, fn, *args, **kwargs)
    return result


def _answering(answer: Callable[[Any, Any], Any], signature: Callable[..., Any]) -> Callable[[Any, Any], Any]:
    """Returns a method with the declared signature, which validates the ready-made answer by the contract."""
    hints = get_type_hints(signature, include_extras=True)
    adapter = TypeAdapter[Any](hints["return"])

    def method(service: Any, request: Any) -> Any:
        return adapter.validate_python(answer(service, request))

    method.__annotations__ = hints
    method.__doc__ = answer.__doc__
    return method


def _recording(spec: EventSpec | TimerSpec) -> Callable[[Method], Method]:
    def mark(method: Method) -> Method:
        method.__declared__ = spec  # type: ignore[attr-defined]
        return method

    return mark
