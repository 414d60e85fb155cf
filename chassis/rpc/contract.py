"""A service's contract: checked against the class at import, used to decode and encode every call."""

import inspect
import re
from collections.abc import Callable, Mapping
from types import NoneType
from typing import Annotated, Any, Generic, Protocol, get_args, get_type_hints

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, create_model

from chassis.errors import Refusal
from chassis.rpc.access import AccessRow

_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")
"""NUL as JSON writes it. No human text has one, and PostgreSQL cannot store it."""
_CLOSED = ConfigDict(extra="forbid")

CHASSIS_REFUSALS = frozenset(
    "bad_request forbidden not_confirmed account_not_found idempotency_conflict deadline unavailable internal".split()
)
"""Codes with which every method may refuse, without declaring them."""


class Operation:
    """One method of a contract: the encoding of its call and its result, and the codes with which it may refuse."""

    def __init__(self, name: str, method: Callable[..., Any], access: AccessRow | None = None) -> None:
        self.name = name
        self.access = access
        self.refusals = CHASSIS_REFUSALS | frozenset(getattr(method, "__refusals__", ()))
        hints = get_type_hints(method, include_extras=True)
        self.returns: Any = hints.pop("return", None)
        self.may_be_none = self.returns is NoneType or NoneType in get_args(self.returns)
        self._result = TypeAdapter[Any](self.returns)
        self.parameters = tuple(hints)
        fields: dict[str, Any] = {parameter: (hint, ...) for parameter, hint in hints.items()}
        kwargs = create_model(f"{name}_kwargs", __config__=_CLOSED, **fields)
        args = Annotated[list[Any], Field(max_length=0)]
        self._call = create_model(f"{name}_call", __config__=_CLOSED, args=(args, []), kwargs=(kwargs, ...))

    def decode(self, body: bytes | str) -> dict[str, Any]:
        """Returns the arguments by name; the broker's library gives the body as text or as bytes.

        Raises the Refusal "bad_request" with the first wrong field, never its value.
        """
        text = body if isinstance(body, str) else body.decode("utf-8", "replace")
        if "\\u0000" in text and _NUL.search(text):
            raise Refusal("bad_request", "В тексте есть знак с кодом 0: уберите его и повторите.")
        try:
            call = self._call.model_validate_json(body)
        except ValidationError as wrong:
            error = wrong.errors(include_input=False, include_url=False, include_context=False)[0]
            field = _field(error["loc"])
            raise Refusal("bad_request", f"Неверное поле запроса: {field}", field, {"type": error["type"]}) from None
        arguments = call.kwargs  # type: ignore[attr-defined]
        return {parameter: getattr(arguments, parameter) for parameter in self.parameters}

    def encode(self, result: Any) -> bytes:
        """Returns the result as JSON. Raises pydantic's error when it violates the contract."""
        return self._result.dump_json(result, warnings="error")

    def encode_call(self, arguments: Mapping[str, Any]) -> bytes:
        """Returns the body of a request, in nameko's format."""
        inner = b",".join(b'"%s":%s' % (name.encode(), _json(value)) for name, value in arguments.items())
        return b'{"args":[],"kwargs":{%s}}' % inner


def _field(place: tuple[int | str, ...]) -> str | None:
    """Returns the field's path as the caller knows it, without our envelope around the request."""
    parts = [str(part) for part in place]
    while len(parts) > 1 and parts[0] in ("kwargs", "request"):
        parts.pop(0)
    return ".".join(parts) or None


_ANYTHING = TypeAdapter[Any](Any)


def _json(value: Any) -> bytes:
    return value.model_dump_json().encode() if isinstance(value, BaseModel) else _ANYTHING.dump_json(value)


def methods(contract: type) -> dict[str, Callable[..., Any]]:
    """Returns the methods that a Protocol and its bases declare, by name."""
    bases = [base for base in reversed(contract.__mro__) if base not in (object, Protocol, Generic)]
    return {
        name: member
        for base in bases
        for name, member in vars(base).items()
        if inspect.isfunction(member) and name[0] != "_"
    }


def conform(service: type, contract: type, access: Mapping[str, AccessRow]) -> dict[str, Operation]:
    """Returns the operations of a class that claims a contract. Raises TypeError, which names every difference."""
    wrong: list[str] = []
    operations: dict[str, Operation] = {}
    for name, promised in methods(contract).items():
        given = getattr(service, name, None)
        if given is None:
            wrong.append(f"{name} is missing")
        elif _shape(given) != _shape(promised):
            wrong.append(f"{name} is {_shape(given)}, the contract says {_shape(promised)}")
        elif name not in access:
            wrong.append(f"{name} has no access row")
        else:
            operations[name] = Operation(name, promised, access[name])
    if wrong:
        raise TypeError(f"{service.__name__} does not serve {contract.__name__}: " + "; ".join(wrong))
    return operations


def _shape(method: Callable[..., Any]) -> str:
    hints = get_type_hints(method, include_extras=True)
    parameters = list(inspect.signature(method).parameters)[1:]
    shown = ", ".join(f"{name}: {hints.get(name)}" for name in parameters)
    return f"({shown}) -> {hints.get('return')}"
