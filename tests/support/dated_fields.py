"""Every date and month in the requests of a service, with extreme values in an otherwise ordinary request."""

import copy
import json
from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from chassis.context import Caller, Context, entered
from chassis.errors import Refusal
from tests.contract.examples import example
from tests.contract.surface import methods

DAYS = ("1900-01-01", "1926-11-05", "2062-10-01", "9999-12-31")
_MONTH = "^20"


def dated_requests(service: str) -> Iterator[tuple[str, str, Any]]:
    """(method, field, request as JSON) of each."""
    for method in methods():
        if method.service != service:
            continue
        schema = method.request.model_json_schema()
        ordinary = example(schema)
        for path, is_month in _dated(schema, schema.get("$defs", {}), ()):
            for day in DAYS:
                request = copy.deepcopy(ordinary)
                _set(request, path, day[:7] if is_month else day)
                yield method.name, ".".join(map(str, path)), request


def internal_errors(bound: Any, service: str, caller: Caller) -> tuple[int, list[str]]:
    """How many requests were sent to the service, and those that neither got an answer nor a refusal."""
    requests = {method.name: method.request for method in methods() if method.service == service}
    sent, broken = 0, []
    for number, (name, field, given) in enumerate(dated_requests(service)):
        if "idempotency_key" in given:
            given["idempotency_key"] = f"dated-{number:06d}"
        sent += 1
        try:
            request = requests[name].model_validate_json(json.dumps(given))
        except ValidationError:
            continue
        try:
            with entered(Context(caller=caller)):
                getattr(bound, name)(request)
        except Refusal:
            continue
        except Exception as error:
            broken.append(f"{name} {field} {given}: {error!r}"[:300])
    return sent, broken


def _dated(schema: dict[str, Any], definitions: dict[str, Any], path: tuple[Any, ...]) -> Iterator[tuple[Any, bool]]:
    if "$ref" in schema:
        yield from _dated(definitions[schema["$ref"].rsplit("/", 1)[1]], definitions, path)
    for choice in schema.get("anyOf", [])[:1]:
        yield from _dated(choice, definitions, path)
    for name, part in schema.get("properties", {}).items():
        yield from _dated(part, definitions, (*path, name))
    if schema.get("type") == "array":
        yield from _dated(schema["items"], definitions, (*path, 0))
    if schema.get("format") == "date":
        yield path, False
    if str(schema.get("pattern", "")).startswith(_MONTH):
        yield path, True


def _set(request: Any, path: tuple[Any, ...], value: str) -> None:
    for step in path[:-1]:
        request = request[step]
    request[path[-1]] = value
