"""The links of the API's description lead from one call to another: by names and values that exist."""

from typing import Any

import pytest

from gateway.api.openapi import document

pytestmark = pytest.mark.req("B5")
DESCRIBED = document()
OPERATIONS = {
    one["operationId"]: one
    for methods in DESCRIBED["paths"].values()
    for one in methods.values()
    if "operationId" in one
}
LINKS = [
    (source, name, link)
    for source, one in OPERATIONS.items()
    for answer in one["responses"].values()
    for name, link in answer.get("links", {}).items()
]


def successful(operation: dict[str, Any]) -> dict[str, Any]:
    answer = next(value for status, value in operation["responses"].items() if status.startswith("2"))
    schema: dict[str, Any] = answer["content"]["application/json"]["schema"]
    return schema


def resolved(schema: dict[str, Any], pointer: str) -> bool:
    """Whether a value at this place of an answer is described."""
    for part in pointer.strip("/").split("/"):
        if "$ref" in schema:
            schema = DESCRIBED["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        schema = schema.get("items", {}) if part.isdigit() else schema.get("properties", {}).get(part, {})
        if not schema:
            return False
    return True


def test_there_are_stories_to_play() -> None:
    assert len(LINKS) >= 10


@pytest.mark.parametrize(("source", "name", "link"), LINKS, ids=[f"{source}-{name}" for source, name, _ in LINKS])
def test_a_link_names_a_call_its_values_and_where_they_stand(source: str, name: str, link: dict[str, Any]) -> None:
    target = OPERATIONS[link["operationId"]]
    asked = {one["name"] for one in target["parameters"] if one["in"] == "path"}
    assert set(link["parameters"]) == asked, name
    for value in link["parameters"].values():
        if value.startswith("$response.body#"):
            assert resolved(successful(OPERATIONS[source]), value.partition("#")[2]), value
        else:
            own = {one["name"] for one in OPERATIONS[source]["parameters"] if one["in"] == "path"}
            assert value.removeprefix("$request.path.") in own, value
