"""`/api/`: the OpenAPI description as a page that people can read, with an example of each call.

It is drawn on the server, so that it needs neither a script nor anything from another place.
"""

import json
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from flask import current_app, render_template
from flask.typing import ResponseReturnValue

from gateway.api.bodies import KEY_HEADER
from gateway.api.examples import Schema, example
from gateway.api.openapi import ERRORS, blueprint, document
from gateway.http.identity.sessions import recognised
from gateway.http.identity.visitor import visitor

JSON = "application/json"
BEARER = '-H "Authorization: Bearer $TOKEN"'
"""In the double quotes the shell puts the token in."""


@dataclass(frozen=True, slots=True)
class CallGuide:
    """One call as it is shown."""

    name: str
    method: str
    path: str
    summary: str
    public: bool
    request: str
    """A command for a shell."""
    answer: str | None
    """An example as JSON; None where the answer is a file or empty."""
    media_type: str | None


@dataclass(frozen=True, slots=True)
class Chapter:
    title: str
    calls: tuple[CallGuide, ...]


@blueprint.get("/api/")
def show() -> ResponseReturnValue:
    recognised(visitor)
    return render_template("information/api.html", chapters=chapters(_address()), errors=ERRORS, address=_address())


def _address() -> str:
    return str(current_app.extensions["settings"].public_url)


@cache
def chapters(address: str) -> tuple[Chapter, ...]:
    """All calls by chapter; `address` is where people reach the portal."""
    whole = document()
    calls = [
        (operation["tags"][0], _call(address, path, method, operation, whole["components"]["schemas"]))
        for path, operations in whole["paths"].items()
        for method, operation in operations.items()
    ]
    return tuple(
        Chapter(tag["name"], tuple(call for title, call in calls if title == tag["name"])) for tag in whole["tags"]
    )


def _call(address: str, path: str, method: str, operation: Schema, schemas: dict[str, Schema]) -> CallGuide:
    answers = operation["responses"]
    content = answers[next(status for status in answers if status.startswith("2"))].get("content", {})
    answer = example(content[JSON]["schema"], schemas) if JSON in content else None
    return CallGuide(
        name=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation["summary"],
        public=not operation["security"],
        request=" \\\n  ".join(_command(address, path, method, operation, schemas)),
        answer=None if answer is None else _pretty(answer),
        media_type=next(iter(content), None),
    )


def _command(address: str, path: str, method: str, operation: Schema, schemas: dict[str, Schema]) -> Iterator[str]:
    """The lines of a curl command."""
    values = {one["name"]: example(one["schema"], schemas) for one in operation["parameters"]}
    verb = "" if method == "get" else f" -X {method.upper()}"
    asked = "&".join(f"{one['name']}={values[one['name']]}" for one in operation["parameters"] if one["in"] == "query")
    url = address + path.format(**values) + (f"?{asked}" if asked else "")
    yield f"curl{verb} {shlex.quote(url)}"
    if operation["security"]:
        yield BEARER
    if KEY_HEADER in values:
        yield f"-H {shlex.quote(f'{KEY_HEADER}: {values[KEY_HEADER]}')}"
    for media_type, content in operation.get("requestBody", {}).get("content", {}).items():
        if media_type == JSON:
            yield f"-H 'Content-Type: {JSON}'"
            yield f"-d {shlex.quote(_pretty(example(content['schema'], schemas)))}"
        else:
            first = next(iter(content["schema"]["properties"]))
            yield f"-F {first}=@{first}.csv"


def _pretty(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
