"""What may change in a schema without breaking those who speak the old one."""

from collections.abc import Iterator
from typing import Any

Schema = dict[str, Any]


def breaks(key: str, old: Schema, new: Schema) -> Iterator[str]:
    """Sentences that name each breaking change of one message.

    What others wrote and we read are requests and what is stored (`.request`, `.stored`); the rest is read by others.
    """
    ours = key.endswith((".request", ".stored"))
    yield from _object(key, old, new, old.get("$defs", {}), new.get("$defs", {}), ours)


def _object(path: str, old: Schema, new: Schema, olds: Schema, news: Schema, request: bool) -> Iterator[str]:
    before, after = old.get("properties", {}), new.get("properties", {})
    for name in before.keys() - after.keys():
        yield f"{path}.{name} was removed: publish a new version beside this one"
    for name in after.keys() - before.keys():
        if request and name in new.get("required", ()):
            yield f"{path}.{name} is new and required: give it a default"
    for name in before.keys() & after.keys():
        yield from _value(f"{path}.{name}", before[name], after[name], olds, news, request)


def _value(path: str, old: Schema, new: Schema, olds: Schema, news: Schema, request: bool) -> Iterator[str]:
    old, new = _resolve(old, olds), _resolve(new, news)
    if _kind(old, olds) != _kind(new, news):
        yield f"{path} changed from {_kind(old, olds)} to {_kind(new, news)}: publish a new version beside this one"
    elif "properties" in old:
        yield from _object(path, old, new, olds, news, request)
    elif "items" in old:
        yield from _value(f"{path}[]", old["items"], new["items"], olds, news, request)
    elif "anyOf" in old:
        before, after = (list(_objects(schema, defs)) for schema, defs in ((old, olds), (new, news)))
        for former, present in zip(before, after, strict=False):
            yield from _object(path, former, present, olds, news, request)
    gone = set(old.get("enum", ())) - set(new.get("enum", old.get("enum", ())))
    if gone and request:
        yield f"{path} no longer takes {sorted(gone)}"


def _objects(union: Schema, definitions: Schema) -> Iterator[Schema]:
    """The objects among the parts of a union, such as the one that is an object or null."""
    parts = (_resolve(part, definitions) for part in union["anyOf"])
    return (part for part in parts if "properties" in part)


def _resolve(schema: Schema, definitions: Schema) -> Schema:
    return definitions[schema["$ref"].rsplit("/", 1)[1]] if "$ref" in schema else schema


def _kind(schema: Schema, definitions: Schema) -> str:
    if "anyOf" in schema:
        return "|".join(sorted(_kind(_resolve(part, definitions), definitions) for part in schema["anyOf"]))
    return str(schema.get("type", "const")) + (":" + schema["format"] if "format" in schema else "")
