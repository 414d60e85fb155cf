"""Refusals for contract messages that do not fit what came from outside; each names the field."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pydantic import ValidationError

from chassis.errors import Refusal

TOO_LONG = "Слишком длинное значение."
TOO_SHORT = "Заполните это поле."
MALFORMED = "Проверьте это поле."


def unvalidated(value: object) -> Any:
    """A value from outside for a field of another type, such as a date or one of several words: the message that gets
    it decides whether it fits."""
    return value


@contextmanager
def refuse_invalid() -> Iterator[None]:
    """Wrap the constructors of messages; raises Refusal `invalid_field` for the first field that does not fit."""
    try:
        yield
    except ValidationError as error:
        raise refusal_of(error) from None


def refusal_of(error: ValidationError) -> Refusal:
    """The refusal of a message's first wrong field; it never repeats the value."""
    first = error.errors(include_input=False, include_url=False)[0]
    field = str(first["loc"][0]) if first["loc"] else None
    return Refusal("invalid_field", explain(first["type"]), field)


def explain(kind: str) -> str:
    """What to do about a validation error of pydantic, in words for a person."""
    if kind.endswith("too_long"):
        return TOO_LONG
    return TOO_SHORT if kind.endswith("too_short") or kind == "missing" else MALFORMED
