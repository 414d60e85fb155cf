"""The page on which people read how their programs may use the portal."""

import json
import re
import shlex
from html import unescape

import pytest
from flask.testing import FlaskClient

from gateway.api.examples import example
from gateway.api.guide import chapters
from gateway.api.registry import CALLS

ADDRESS = "https://portal.example"


@pytest.mark.req("B5", "B22")
def test_each_call_is_shown_with_its_example(anybody: FlaskClient) -> None:
    page = unescape(anybody.get("/api/").get_data(as_text=True))
    shown = dict(re.findall(r'<article class="call" id="(\w+)"(.*?)</article>', page, re.DOTALL))
    assert set(shown) == {call.handler.__name__ for call in CALLS}
    for call in CALLS:
        words = shown[call.handler.__name__]
        assert call.summary in words and call.method in words and "curl" in words


@pytest.mark.req("B5", "B22")
@pytest.mark.parametrize("call", [call for call in CALLS if call.body], ids=lambda call: call.handler.__name__)
def test_the_body_of_an_example_is_taken(call: object) -> None:
    """The shell's words, as curl would get them, and then the gateway's own model."""
    [guide] = [one for chapter in chapters(ADDRESS) for one in chapter.calls if one.name == call.handler.__name__]
    words = shlex.split(guide.request)
    call.body.model_validate_json(words[words.index("-d") + 1])


@pytest.mark.req("B5", "B22")
def test_examples_of_answers_are_answers() -> None:
    answers = {call.handler.__name__: call.answer for call in CALLS if call.answer}
    for chapter in chapters(ADDRESS):
        for guide in chapter.calls:
            if guide.answer:
                answers.pop(guide.name).model_validate_json(guide.answer)
    assert answers == {}, "each call that answers has its example"


@pytest.mark.req("B5", "B22")
def test_a_token_goes_with_each_call_that_needs_one() -> None:
    for chapter in chapters(ADDRESS):
        for guide in chapter.calls:
            assert ("Authorization: Bearer $TOKEN" in guide.request) is not guide.public


def test_an_example_follows_references_choices_and_constants() -> None:
    schemas = {"Sum": {"type": "integer", "minimum": 1}, "Knot": {"type": "array", "items": {"$ref": "Knot"}}}
    schema = {
        "type": "object",
        "properties": {
            "sum": {"$ref": "#/components/schemas/Sum"},
            "maybe": {"anyOf": [{"type": "null"}, {"type": "boolean"}]},
            "kind": {"const": "bill"},
            "zones": {"type": "object", "additionalProperties": {"type": "string", "examples": ["1"]},
                      "propertyNames": {"enum": ["day", "night"]}},
            "later": {"type": "string", "default": "x"},
        },
        "required": ["sum"],
    }  # fmt: skip
    assert example(schema, schemas) == {"sum": 1, "maybe": False, "kind": "bill", "zones": {"day": "1"}}
    assert json.dumps(example(schemas["Knot"], schemas)), "a schema that names itself ends somewhere"


@pytest.mark.parametrize("who", ["anybody", "customer"])
def test_password_keepers_find_the_form(who: str, request: pytest.FixtureRequest) -> None:
    answer = request.getfixturevalue(who).get("/.well-known/change-password")
    assert answer.status_code == 302 and answer.location.endswith("/settings#password-section")


def test_finders_of_faults_know_whom_to_tell(anybody: FlaskClient) -> None:
    answer = anybody.get("/.well-known/security.txt")
    lines = dict(line.split(": ", 1) for line in answer.get_data(as_text=True).splitlines())
    assert answer.mimetype == "text/plain" and lines["Contact"].startswith("mailto:")
    assert lines["Canonical"].endswith("/.well-known/security.txt") and lines["Expires"].endswith("Z")


def test_search_engines_are_shown_public_pages_only(anybody: FlaskClient) -> None:
    lines = anybody.get("/robots.txt").get_data(as_text=True).splitlines()
    assert lines[0] == "User-agent: *" and lines[-1] == "Disallow: /"
    assert not any(secret in line for line in lines for secret in ("activation", "recovery", "home", "staff"))
