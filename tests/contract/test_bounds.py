"""Every field that somebody may fill in has bounds at the contract: no column, clock or page is left to hold it."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from contracts.wire import Day, Instant, OneEmail, Planned
from tests.contract.surface import methods

pytestmark = pytest.mark.req("S6")
LOWER, UPPER = {"minimum", "exclusiveMinimum"}, {"maximum", "exclusiveMaximum"}
LEFT_OUT = {
    "BankCallback.parameters": "whatever anybody sends is counted; payments measures it before it reads it",
    "ReceiptPrint.supplier": "the gateway's own settings",
    "NoticesPrint.supplier": "the gateway's own settings",
}


def unbounded(schema: dict[str, Any], definitions: dict[str, Any], path: str) -> Iterator[str]:
    if "$ref" in schema:
        yield from unbounded(definitions[schema["$ref"].rsplit("/", 1)[1]], definitions, path)
    for choice in schema.get("anyOf", []):
        yield from unbounded(choice, definitions, path)
    if schema.get("enum") or "const" in schema:
        return
    match schema.get("type"):
        case "object":
            for name, part in schema.get("properties", {}).items():
                yield from unbounded(part, definitions, f"{path}.{name}")
            if isinstance(schema.get("additionalProperties"), dict):
                yield f"{path} is a table"
        case "array":
            if "maxItems" not in schema:
                yield f"{path} has no maxItems"
            yield from unbounded(schema["items"], definitions, f"{path}[]")
        case "integer":
            if not (schema.keys() & LOWER and schema.keys() & UPPER):
                yield f"{path} has no bounds"
        case "string":
            endless = "*" in schema.get("pattern", "*") or "+" in schema.get("pattern", "")
            if "format" not in schema and "maxLength" not in schema and endless:
                yield f"{path} has no length"


def test_every_field_of_a_request_is_bounded() -> None:
    found = {
        fault
        for method in methods()
        for schema in [method.request.model_json_schema()]
        for fault in unbounded(schema, schema.get("$defs", {}), method.request.__name__)
    }
    assert {fault for fault in found if not fault.startswith(tuple(LEFT_OUT))} == set()
    assert all(any(fault.startswith(name) for fault in found) for name in LEFT_OUT)


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+03:00", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
def test_a_moment_is_one_in_every_zone(text: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Instant).validate_json(f'"{text}"')


def test_a_day_has_neighbours() -> None:
    for text in ("0001-01-01", "9999-12-31"):
        with pytest.raises(ValidationError):
            TypeAdapter(Day).validate_json(f'"{text}"')
    assert TypeAdapter(Day).validate_json('"2026-11-05"') == date(2026, 11, 5)


@pytest.mark.parametrize("year", ["0001", "1000", "1926", "2126", "9999"])
def test_what_a_person_plans_is_in_our_years(year: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Planned).validate_json(f'"{year}-06-01T00:00:00+03:00"')


@pytest.mark.parametrize("typed", ["abc", "v1@x, v2@x", "Some <a@b.ru>", "a@b.ru\r\nBcc: x@y.ru"])
def test_a_receipt_goes_to_one_address(typed: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(OneEmail).validate_python(typed)
