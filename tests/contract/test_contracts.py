"""The contracts agree with themselves, with their golden examples and with the last release."""

import copy
import json
import re
from typing import Any

import pytest

from contracts.access import ACCESS
from contracts.flows import CONSUMERS
from contracts.refusals import REFUSALS
from contracts.services import PROTOCOLS
from contracts.wire import Event
from tests.contract.compatibility import breaks
from tests.contract.examples import example
from tests.contract.freeze import GOLDEN, SNAPSHOT
from tests.contract.surface import EVENTS, Method, methods, schemas

METHODS = methods()
KEPT_ANSWERS = {f"{m.service}.{m.name}.answer" for m in METHODS if "idempotency_key" in m.request.model_fields}
RELEASED = json.loads(SNAPSHOT.read_text(encoding="utf-8"))


def _name(method: Method) -> str:
    return f"{method.service}.{method.name}"


@pytest.mark.parametrize("method", METHODS, ids=_name)
def test_a_method_has_an_access_row_and_known_refusals(method: Method) -> None:
    row = ACCESS[method.service][method.name]
    assert row.owns is None or row.owns in method.request.model_fields
    assert set(method.refusals) <= REFUSALS.keys()


@pytest.mark.parametrize("service", PROTOCOLS)
def test_no_access_row_is_without_a_method(service: str) -> None:
    assert ACCESS[service].keys() == {method.name for method in METHODS if method.service == service}


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.TYPE)
def test_an_event_names_its_source_and_version(event: type[Event]) -> None:
    source, _, version = event.TYPE.split(".")
    assert source == event.SOURCE
    assert version[0] == "v" and version[1:].isdigit()
    assert source not in CONSUMERS[event], "a service does not hear its own facts"


@pytest.mark.parametrize("key", schemas())
def test_the_wire_knows_plain_json_types_only(key: str) -> None:
    found: set[str] = set()

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            if isinstance(node.get("type"), str):
                found.add(node["type"])
            for part in node.values():
                walk(part)
        elif isinstance(node, list):
            for part in node:
                walk(part)

    walk(schemas()[key])
    assert found <= {"object", "array", "string", "integer", "boolean", "null"}


@pytest.mark.req("M1.3")
@pytest.mark.parametrize("key", schemas())
def test_no_message_has_a_place_for_card_data(key: str) -> None:
    names = set(re.findall(r'"(\w+)": \{', json.dumps(schemas()[key])))
    assert not [name for name in names if re.search(r"(^|_)(pan|cvc|cvv|expiry|cardholder|card_number)(_|$)", name)]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.TYPE)
def test_a_golden_event_survives_decoding_and_encoding(event: type[Event]) -> None:
    golden = (GOLDEN / f"{event.TYPE}.json").read_text(encoding="utf-8")
    decoded = event.model_validate_json(golden)
    assert json.dumps(json.loads(decoded.model_dump_json()), ensure_ascii=False, indent=2) + "\n" == golden


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.TYPE)
def test_an_unknown_field_of_an_event_is_ignored(event: type[Event]) -> None:
    body = example(event.model_json_schema()) | {"of_a_later_version": 1}
    assert "of_a_later_version" not in event.model_validate_json(json.dumps(body)).model_dump()


@pytest.mark.parametrize("method", METHODS, ids=_name)
def test_an_unknown_field_of_a_request_is_refused(method: Method) -> None:
    schema = method.request.model_json_schema()
    method.request.model_validate_json(json.dumps(example(schema)))
    with pytest.raises(ValueError, match="surprise"):
        method.request.model_validate_json(json.dumps(example(schema) | {"surprise": 1}))


@pytest.mark.parametrize("key", RELEASED)
def test_nothing_released_was_broken(key: str) -> None:
    current = schemas()
    assert key in current, f"{key} was removed: publish a new version beside it first"
    assert list(breaks(key, RELEASED[key], current[key], kept=key in KEPT_ANSWERS)) == []


TEXT, NUMBER = {"type": "string"}, {"type": "integer"}
ENUM = {"type": "string", "enum": ["a", "b"]}
CHANGES: list[tuple[str, dict[str, Any], dict[str, Any], str]] = [
    # what changes, old and new field "a", and the kinds of messages in which it is a break
    ("another type", TEXT, NUMBER, "request answer event kept stored"),
    ("nullable", TEXT, {"anyOf": [TEXT, {"type": "null"}]}, "request answer event kept stored"),
    ("a new member", ENUM, ENUM | {"enum": ["a", "b", "c"]}, "answer event kept"),
    ("a new member of a type that is open", ENUM | {"x-open": True}, ENUM | {"enum": ["a", "b", "c"]}, ""),
    ("the member of readers", ENUM, ENUM | {"enum": ["a", "b", "unknown"], "x-open": True}, ""),
    ("a member less", ENUM, ENUM | {"enum": ["a"]}, "request event kept stored"),
    ("an enumeration at last", TEXT, ENUM, "request event kept stored"),
    ("an enumeration no more", ENUM, TEXT, "answer event kept"),
    ("a smaller maximum", NUMBER | {"maximum": 9}, NUMBER | {"maximum": 5}, "request event kept stored"),
    ("a larger maximum", NUMBER | {"maximum": 9}, NUMBER, "answer event kept"),
    ("a larger minimum", NUMBER, NUMBER | {"minimum": 1}, "request event kept stored"),
    ("a smaller minimum", NUMBER | {"minimum": 1}, NUMBER | {"minimum": 0}, "answer event kept"),
    ("another pattern", TEXT | {"pattern": "a"}, TEXT | {"pattern": "b"}, "request answer event kept stored"),
]
KINDS = {
    "request": "x.y.request",
    "answer": "x.y.answer",
    "event": "x.y.v1",
    "kept": "x.y.answer",
    "stored": "x.y.stored",
}


def found(kind: str, old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    return list(breaks(KINDS[kind], old, new, kept=kind == "kept"))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("change", "old", "new", "breaking"), CHANGES, ids=[change[0] for change in CHANGES])
def test_the_compatibility_rule_sees_a_change_of_a_field(
    change: str, old: dict[str, Any], new: dict[str, Any], breaking: str, kind: str
) -> None:
    before, after = ({"type": "object", "properties": {"a": field}, "required": ["a"]} for field in (old, new))
    assert bool(found(kind, before, after)) == (kind in breaking.split()), change


@pytest.mark.parametrize(
    ("kind", "required", "breaking"),
    [(kind, required, required and kind != "answer") for kind in KINDS for required in (True, False)],
)
def test_a_new_field_needs_a_default_where_old_messages_are_read(kind: str, required: bool, breaking: bool) -> None:
    old = {"type": "object", "properties": {"a": TEXT}, "required": ["a"]}
    new = {"type": "object", "properties": {"a": TEXT, "b": TEXT}, "required": ["a", *(["b"] if required else [])]}
    assert bool(found(kind, old, new)) == breaking
    assert found(kind, new, old) == [f"{KINDS[kind]}.b was removed: publish a new version beside this one"]


def test_the_compatibility_rule_sees_a_break() -> None:
    old = {"properties": {"a": {"type": "string"}, "b": {"type": "integer"}}, "required": ["a"]}
    new = {"properties": {"a": {"type": "integer"}, "c": {"type": "string"}}, "required": ["a", "c"]}
    assert len(list(breaks("x.y.request", old, new))) == 3


@pytest.mark.parametrize("block", ["", "subscriber", "penalty", "lines"])
def test_a_stored_bill_gets_no_required_field(block: str) -> None:
    """Bills stored by former releases do not have it, so it needs a default (or an upcaster and a golden bill)."""
    schema = copy.deepcopy(RELEASED["billing.bill.stored"])
    names = {"": None, "subscriber": "Subscriber", "penalty": "PenaltyBlock", "lines": "ChargeLine"}
    owner = schema["$defs"][names[block]] if names[block] else schema
    owner["properties"]["planted"] = {"type": "string"}
    assert list(breaks("billing.bill.stored", RELEASED["billing.bill.stored"], schema)) == []
    owner["required"].append("planted")
    (refused,) = breaks("billing.bill.stored", RELEASED["billing.bill.stored"], schema)
    assert "planted is new and required" in refused
