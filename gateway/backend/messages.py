"""Contract messages made of what came from outside; what does not fit is a refusal that names the field."""

from typing import TypeVar

from pydantic import BaseModel, ValidationError

from chassis.errors import Refusal

Model = TypeVar("Model", bound=BaseModel)
TOO_LONG = "Слишком длинное значение."
TOO_SHORT = "Заполните это поле."
MALFORMED = "Проверьте это поле."


def build(model: type[Model], **values: object) -> Model:
    """The message; the refusal never repeats the value."""
    try:
        return model(**values)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        field = str(first["loc"][0]) if first["loc"] else None
        raise Refusal("invalid_field", explain(first["type"]), field) from None


def explain(kind: str) -> str:
    """What to do about a validation error of pydantic, in words for a person."""
    if kind.endswith("too_long"):
        return TOO_LONG
    return TOO_SHORT if kind.endswith("too_short") or kind == "missing" else MALFORMED
