"""The extremes of each type that somebody may send, and everything in a request that may have them."""

import copy
from collections.abc import Iterator
from typing import Any

from tests.contract.examples import example
from tests.support.sampling import drawn

TEXTS = (
    "",
    " ",
    "0",
    "-1",
    str(2**31),
    str(2**63),
    "9" * 25,
    "NaN",
    "1e400",
    "153.0",
    "٣",
    "0001-01-01",
    "9999-12-31",
    "-0001-01-01",
    "2026-11-31",
    "0001-01-01T00:00",
    "9999-12-31T23:59",
    "2026-11-05T09:30:00+99:99",
    "0000-00",
    "a\0b",
    "\u202egnp.exe",
    "e\u0301\u0327" * 20,
    "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "\u200b\ufeff",
    "я" * 20_000,
    "'\"<script>{{7*7}}%s%00../../",
)
"""As typed into a field or an address."""

NUMBERS = (-(2**63) - 1, -1, 0, 2**31, 2**63, 10**25, 153.0, 1e400, "1", True)
DAYS = ("0001-01-01", "1900-01-01", "2062-10-01", "9999-12-30", "9999-12-31", "-0001-01-01", "2026-02-30")
MOMENTS = ("0001-01-01T00:00:00+03:00", "1000-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59-12:00")
MONTHS = ("2000-01", "2062-10", "2099-12", "0001-01", "2026-13")
STRINGS = ("", "\0", "\ud800", "\u202e\u200b", "e\u0301" * 40, "\U0001f9fe" * 60, "я" * 20_000, "'\"<b>%s\\")


A_FIELD = 3
"""Values of a field that the short form tries."""


def requests(schema: dict[str, Any], *place: object) -> Iterator[tuple[str, Any]]:
    """(field, request as JSON): an ordinary request of the schema with one extreme value in it, each field in turn.

    `place` names whom the request is for: the short form draws other values for another one.
    """
    ordinary = example(schema)
    for path, values in _leaves(schema, schema.get("$defs", {}), ()):
        for value in drawn(values, A_FIELD, *place, *path):
            request = copy.deepcopy(ordinary)
            if _set(request, path, value):
                yield ".".join(map(str, path)), request


def _leaves(schema: dict[str, Any], definitions: dict[str, Any], path: tuple[Any, ...]) -> Iterator[tuple[Any, Any]]:
    if "$ref" in schema:
        yield from _leaves(definitions[schema["$ref"].rsplit("/", 1)[1]], definitions, path)
    for choice in schema.get("anyOf", [])[:1]:
        yield from _leaves(choice, definitions, path)
    for name, part in schema.get("properties", {}).items():
        yield from _leaves(part, definitions, (*path, name))
    if isinstance(schema.get("additionalProperties"), dict):
        yield from _leaves(schema["additionalProperties"], definitions, (*path, "any"))
    match schema.get("type"):
        case "array":
            yield from _leaves(schema["items"], definitions, (*path, 0))
        case "integer":
            yield path, NUMBERS
        case "string" if "enum" not in schema and "const" not in schema:
            kinds = {"date": DAYS, "date-time": MOMENTS}
            month = str(schema.get("pattern", "")).startswith("^20")
            yield path, MONTHS if month else kinds.get(schema.get("format", ""), STRINGS)


def _set(request: Any, path: tuple[Any, ...], value: Any) -> bool:
    """Whether the ordinary request has this place."""
    for step in path[:-1]:
        if not isinstance(request, dict | list) or (isinstance(step, str) and step not in request):
            return False
        request = request[step]
    if not path or not isinstance(request, dict | list):
        return False
    request[path[-1]] = value
    return True
