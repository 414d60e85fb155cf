"""Example bodies for readers, made from the same JSON schemas that the OpenAPI description holds."""

from collections.abc import Mapping
from typing import Any

Schema = Mapping[str, Any]
BY_FORMAT = {"date": "2026-10-25", "date-time": "2026-10-25T09:30:00+03:00", "password": "пароль-из-письма"}
DEPTH = 7
"""Schemas may name themselves; nobody reads deeper."""


def example(schema: Schema, schemas: Mapping[str, Schema], depth: int = DEPTH) -> Any:
    """A value that the schema allows; `schemas` are those that a `$ref` may name.

    Takes the schema's own example first, then its constant, its first choice or its default, and else the plainest
    value of its type. A list has one item, so that its shape can be seen.
    """
    for word in ("examples", "enum"):
        if schema.get(word):
            return schema[word][0]
    if "const" in schema:
        return schema["const"]
    if "$ref" in schema:
        return example(schemas[schema["$ref"].rpartition("/")[2]], schemas, depth)
    if choices := schema.get("anyOf") or schema.get("oneOf"):
        return example(next((one for one in choices if one.get("type") != "null"), choices[0]), schemas, depth)
    if schema.get("default") not in (None, [], {}):
        return schema["default"]
    return _plainest(schema, schemas, depth)


def _plainest(schema: Schema, schemas: Mapping[str, Schema], depth: int) -> Any:
    kind = schema.get("type")
    if kind == "object":
        return _object(schema, schemas, depth)
    if kind == "array":
        return [example(schema["items"], schemas, depth - 1)] if depth and schema.get("items") else []
    if kind in ("integer", "number"):
        return max(schema.get("minimum", 0), 0)
    if kind == "boolean":
        return False
    if kind == "string":
        return BY_FORMAT.get(schema.get("format", ""), "строка")[: schema.get("maxLength")]
    return None


def _object(schema: Schema, schemas: Mapping[str, Schema], depth: int) -> dict[str, Any]:
    named = schema.get("properties", {})
    if not named and isinstance(values := schema.get("additionalProperties"), Mapping):
        key = example(schema.get("propertyNames", {"type": "string"}), schemas)
        return {key: example(values, schemas, depth - 1)}
    required = schema.get("required", ())
    return {
        name: example(value, schemas, depth - 1)
        for name, value in named.items()
        if name in required or (depth > 0 and value.get("default") is None)
    }
