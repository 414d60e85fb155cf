"""What may change in a schema without breaking the processes that speak the old one.

Services are replaced before their callers, so for a while an old caller talks to a new service; old events wait in
queues, and answers are stored (bills for ten years, answers to a command under its idempotency key for 30 days).

| change | request | answer | event |
|---|---|---|---|
| a field removed, another type | refused | refused | refused |
| a new field | with a default | any; with a default where it is stored | with a default |
| a new member of an enumeration | allowed | in an open type only | in an open type only |
| a member removed | refused | allowed; refused where it is stored | refused |
| narrower limits | refused | allowed; refused where it is stored | refused |
| a first limit, so wide that nothing beyond it was ever served (`FIRST`) | allowed | allowed | refused |
| wider limits | allowed | refused | refused |

Readers of answers and events ignore fields that they do not know, and an open type (`contracts.wire.Open`) maps members
that it does not know.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from contracts.wire import UNKNOWN

Schema = dict[str, Any]

FIRST = {"maximum": 2**31 - 1, "minimum": 0, "maxLength": 200, "maxItems": 50}
"""The narrowest that a limit may be where there was none: a column's width, a page of text."""

_UPPER = ("maximum", "exclusiveMaximum", "maxLength", "maxItems")
_LOWER = ("minimum", "exclusiveMinimum", "minLength", "minItems")
_NEW_VERSION = "publish a new version beside this one"


@dataclass(frozen=True)
class _Place:
    """Where in a message a schema stands: who reads it is what decides."""

    path: str
    old_definitions: Schema
    new_definitions: Schema
    new_readers: bool
    """A reader of today meets what was written before: requests, events, stored answers."""
    old_readers: bool
    """A reader of the last release meets what is written today: answers and events."""

    def at(self, part: str) -> "_Place":
        return _Place(self.path + part, self.old_definitions, self.new_definitions, self.new_readers, self.old_readers)


def breaks(key: str, old: Schema, new: Schema, *, kept: bool = False) -> Iterator[str]:
    """Sentences that name each breaking change of one message.

    The key ends in `.request`, `.answer` or `.stored` (what we wrote ourselves, years ago), or is an event's type.
    `kept`: the answers of this method are stored and given again.
    """
    new_readers = kept or not key.endswith(".answer")
    old_readers = not key.endswith((".request", ".stored"))
    yield from _value(_Place(key, old.get("$defs", {}), new.get("$defs", {}), new_readers, old_readers), old, new)


def _value(place: _Place, old: Schema, new: Schema) -> Iterator[str]:
    old, new = _resolve(old, place.old_definitions), _resolve(new, place.new_definitions)
    before, after = _kind(old, place.old_definitions), _kind(new, place.new_definitions)
    if before != after:
        yield f"{place.path} changed from {before} to {after}: {_NEW_VERSION}"
        return
    yield from _members(place, old, new)
    yield from _limits(place, old, new)
    if "properties" in old:
        yield from _fields(place, old, new)
    if "items" in old:
        yield from _value(place.at("[]"), old["items"], new["items"])
    if isinstance(old.get("additionalProperties"), dict):
        yield from _value(place.at("{}"), old["additionalProperties"], new["additionalProperties"])
    for one, other in zip(_sorted(old, place.old_definitions), _sorted(new, place.new_definitions), strict=True):
        yield from _value(place, one, other)


def _fields(place: _Place, old: Schema, new: Schema) -> Iterator[str]:
    before, after = old["properties"], new.get("properties", {})
    was_required, is_required = set(old.get("required", ())), set(new.get("required", ()))
    for name in before.keys() - after.keys():
        yield f"{place.path}.{name} was removed: {_NEW_VERSION}"
    for name in after.keys() & is_required if place.new_readers else ():
        if name not in before:
            yield f"{place.path}.{name} is new and required: give it a default"
        elif name not in was_required:
            yield f"{place.path}.{name} is required now: keep its default"
    for name in before.keys() & after.keys():
        yield from _value(place.at(f".{name}"), before[name], after[name])


def _members(place: _Place, old: Schema, new: Schema) -> Iterator[str]:
    before, after = set(old.get("enum", ())), set(new.get("enum", ()))
    if not before and not after:
        return
    gone, added = before - after, after - before
    if new.get("x-open"):
        added -= {UNKNOWN}  # readers alone make it
    if place.new_readers and (gone if after else ()):
        yield f"{place.path} no longer takes {sorted(gone)}"
    if place.new_readers and after and not before:
        yield f"{place.path} takes {sorted(after)} only"
    if place.old_readers and added and before and not old.get("x-open"):
        yield f"{place.path} may be {sorted(added)}, which old readers refuse: {_NEW_VERSION}"
    if place.old_readers and before and not after:
        yield f"{place.path} may be anything, of which old readers take {sorted(before)} only"


def _limits(place: _Place, old: Schema, new: Schema) -> Iterator[str]:
    for name in (*_UPPER, *_LOWER):
        sign = 1 if name in _UPPER else -1
        endless = float("inf")
        before, after = (sign * one[name] if name in one else endless for one in (old, new))
        if after < before and place.new_readers and not (".request" in place.path and _is_first(name, old, new)):
            yield f"{place.path} takes less: {name} was {old.get(name)}, is {new[name]}"
        if after > before and place.old_readers:
            yield f"{place.path} may be more than old readers take: {name} was {old[name]}, is {new.get(name)}"
    if old.get("pattern") != new.get("pattern"):
        yield f"{place.path} has another pattern: {_NEW_VERSION}"


def _is_first(name: str, old: Schema, new: Schema) -> bool:
    sign = 1 if name in _UPPER else -1
    return name not in old and name in FIRST and sign * new[name] >= sign * FIRST[name]


def _resolve(schema: Schema, definitions: Schema) -> Schema:
    return {**definitions[schema["$ref"].rsplit("/", 1)[1]]} if "$ref" in schema else schema


def _sorted(schema: Schema, definitions: Schema) -> list[Schema]:
    return sorted(schema.get("anyOf", ()), key=lambda part: _kind(part, definitions))


def _kind(schema: Schema, definitions: Schema) -> str:
    schema = _resolve(schema, definitions)
    if "anyOf" in schema:
        return "|".join(sorted(_kind(part, definitions) for part in schema["anyOf"]))
    return str(schema.get("type", "const")) + (":" + schema["format"] if "format" in schema else "")
