"""How a service declares what it does: `serves` a contract, `handles` events, does things `every` so often.

The decorators only write down; the runner turns the notes into nameko entrypoints. So a service's module imports
neither nameko nor eventlet, and its methods can be called directly in tests.
"""

import sys
from collections.abc import Callable, Mapping
from contextvars import copy_context
from dataclasses import dataclass
from typing import Any, ParamSpec, Protocol, TypeVar, get_type_hints

from pydantic import TypeAdapter

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
class Handling:
    """A method that hears an event."""

    event: EventClass


@dataclass(frozen=True, slots=True)
class TimerSpec:
    """A method that runs again and again, `seconds` between the end of one run and the next, each for at most
    `limit` seconds."""

    seconds: float
    limit: float


Ready = Mapping[str, Callable[[Any, Any], Any]]
"""Ready-made answers by method name: `(service, request)` -> plain data in the shape of the contract's answer."""


def serves(
    contract: type, access: Mapping[str, AccessRow], ready: Ready | None = None
) -> Callable[[ServiceClass], ServiceClass]:
    """Class decorator: the class answers every method of the contract's Protocol, guarded by its access row.

    A method that the contract promises and the class does not define is taken from `ready`.
    Raises TypeError at import when a method is missing, has another signature or no access row.
    """

    def mark(service: ServiceClass) -> ServiceClass:
        for name, promised in methods(contract).items():
            if ready and name in ready and not hasattr(service, name):
                setattr(service, name, _answering(ready[name], promised))
        service.__operations__ = conform(service, contract, access)  # type: ignore[attr-defined]
        return service

    return mark


def handles(event: Any) -> Callable[[Method], Method]:
    """The method `(self, event, session)` hears every event of this class, in the transaction that remembers it."""
    return _noted(Handling(event))


def every(seconds: float, limit: float = 300) -> Callable[[Method], Method]:
    """The method `(self)` runs in each replica; replicas share work by claiming rows with SKIP LOCKED.

    What it raises is logged and the next run comes in its time.
    """
    return _noted(TimerSpec(seconds, limit))


def operations(service: type) -> Mapping[str, Operation]:
    """What the class serves, by method name."""
    found: Mapping[str, Operation] = getattr(service, "__operations__", {})
    return found


def noted(service: type, kind: type[Result]) -> dict[str, Result]:
    """The notes of one kind (`Handling`, `TimerSpec`) by method name."""
    notes = {name: getattr(getattr(service, name), "__note__", None) for name in dir(service)}
    return {name: note for name, note in notes.items() if isinstance(note, kind)}


def blocking(fn: Callable[Params, Result], *args: Params.args, **kwargs: Params.kwargs) -> Result:
    """Run C-heavy code (password hashing) in a native thread, so that the hub goes on beating meanwhile.

    Outside a running service it is a plain call. Neither a database session nor the log may be used inside.
    """
    tpool = sys.modules.get("eventlet.tpool")
    if tpool is None:
        return fn(*args, **kwargs)
    result: Result = tpool.execute(copy_context().run, fn, *args, **kwargs)
    return result


def _answering(answer: Callable[[Any, Any], Any], promised: Callable[..., Any]) -> Callable[[Any, Any], Any]:
    """A method with the promised signature; what the ready-made function returns becomes the contract's answer."""
    hints = get_type_hints(promised, include_extras=True)
    adapter = TypeAdapter[Any](hints["return"])

    def method(service: Any, request: Any) -> Any:
        return adapter.validate_python(answer(service, request))

    method.__annotations__ = hints
    method.__doc__ = answer.__doc__
    return method


def _noted(note: Handling | TimerSpec) -> Callable[[Method], Method]:
    def mark(method: Method) -> Method:
        method.__note__ = note  # type: ignore[attr-defined]
        return method

    return mark
