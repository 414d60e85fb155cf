"""The messages of the previous release as models again, rebuilt from their schemas in `released.json`.

They read as that release's classes did: closed where their schema is closed, with the same types and limits.
"""

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, Strict, create_model

SNAPSHOT = Path(__file__).parent / "released.json"
RELEASED: dict[str, dict[str, Any]] = json.loads(SNAPSHOT.read_text(encoding="utf-8"))

_SCALARS: dict[str, Any] = {"string": str, "integer": int, "boolean": bool, "null": None}
_FORMATS: dict[str, Any] = {
    "date": Annotated[date, Strict(False)],
    "date-time": Annotated[AwareDatetime, Strict(False)],
}
_LIMITS = {
    "minimum": "ge",
    "maximum": "le",
    "minLength": "min_length",
    "maxLength": "max_length",
    "minItems": "min_length",
    "maxItems": "max_length",
    "pattern": "pattern",
}


@cache
def message(key: str) -> type[BaseModel]:
    """Returns the model of a request, an answer or an event, keyed as in `released.json`."""
    schema = RELEASED[key]
    models: dict[str, Any] = {}
    return _model(schema, schema.get("$defs", {}), models)


def _model(schema: dict[str, Any], definitions: dict[str, Any], models: dict[str, Any]) -> type[BaseModel]:
    title = schema["title"]
    if title not in models:
        required = schema.get("required", ())
        fields = {
            name: (_type(part, definitions, models), ... if name in required else part.get("default"))
            for name, part in schema["properties"].items()
        }
        extra: Any = "forbid" if schema.get("additionalProperties") is False else "ignore"
        config = ConfigDict(extra=extra, strict=True, frozen=True)
        models[title] = create_model(title, __config__=config, **fields)  # type: ignore[call-overload]
    return models[title]  # type: ignore[no-any-return]


def _type(schema: dict[str, Any], definitions: dict[str, Any], models: dict[str, Any]) -> Any:
    if "$ref" in schema:
        return _model(definitions[schema["$ref"].rsplit("/", 1)[1]], definitions, models)
    if "anyOf" in schema:
        one, *others = (_type(part, definitions, models) for part in schema["anyOf"])
        for other in others:
            one = one | other
        return one
    if "enum" in schema or "const" in schema:
        return Literal[tuple(schema.get("enum", [schema.get("const")]))]
    limits: dict[str, Any] = {ours: schema[name] for name, ours in _LIMITS.items() if name in schema}
    kind = schema["type"]
    if kind == "array":
        inner = _type(schema["items"], definitions, models)
        return Annotated[list[inner], Field(**limits)]  # type: ignore[valid-type]
    if kind == "object":
        if "properties" in schema:
            return _model(schema, definitions, models)
        return dict[str, _type(schema["additionalProperties"], definitions, models)]  # type: ignore[misc]
    if "format" in schema:
        return _FORMATS[schema["format"]]
    return Annotated[_SCALARS[kind], Field(**limits)] if limits else _SCALARS[kind]


def contract(service: str) -> type:
    """Returns a Protocol with the methods that the service had in the previous release."""
    methods: dict[str, Any] = {}
    for key in RELEASED:
        if key.startswith(f"{service}.") and key.endswith(".request"):
            methods[key.split(".")[1]] = _method(key.removesuffix(".request"))
    return type(f"{service.capitalize()}Rpc", (), methods)


def _method(key: str) -> Any:
    def method(self: object, request: Any) -> Any: ...

    method.__annotations__ = {"request": message(f"{key}.request"), "return": message(f"{key}.answer")}
    return method
