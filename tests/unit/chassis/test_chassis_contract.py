"""The conformance of a service, and the reading of requests, without a broker."""

from dataclasses import dataclass
from typing import Any, Protocol

import pytest
from pydantic import BaseModel, ConfigDict

from chassis.errors import Refusal
from chassis.rpc.contract import Operation, methods
from chassis.service.declarations import operations, serves


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
    number: int


class Whole(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
    parts: list[Part]


class Rpc(Protocol):
    def take(self, request: Whole) -> Part: ...
    def reset(self) -> None: ...


@dataclass(frozen=True)
class Row:
    roles: frozenset[str] = frozenset()
    owns: str | None = None
    owners: frozenset[str] = frozenset()
    scope: str | None = None
    confirmed: bool = False


ROWS = {"take": Row(), "reset": Row()}


class Good:
    def take(self, request: Whole) -> Part:
        return request.parts[0]

    def reset(self) -> None: ...


class Incomplete:
    def take(self, request: Whole) -> Part:
        return request.parts[0]


class Different(Good):
    def take(self, request: Part) -> Part:  # type: ignore[override]
        return request


class Said(BaseModel):
    text: str


class Written(Protocol):
    def write(self, request: Said) -> None: ...


def test_a_service_that_keeps_its_contract_is_taken() -> None:
    assert set(operations(serves(Rpc, ROWS)(Good))) == {"take", "reset"}


@pytest.mark.parametrize(
    ("service", "rows", "fault"),
    [
        (Incomplete, ROWS, "reset is missing"),
        (Different, ROWS, "take is"),
        (Good, {"take": Row()}, "reset has no access row"),
    ],
)
def test_a_service_that_breaks_its_contract_fails_at_import(service: type, rows: Any, fault: str) -> None:
    with pytest.raises(TypeError, match=fault):
        serves(Rpc, rows)(service)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b'{"args":[],"kwargs":{"request":{"parts":[{"number":"1"}]}}}', "parts.0.number"),
        (b'{"args":[],"kwargs":{"request":{"parts":[],"extra":1}}}', "extra"),
        (b'{"args":[],"kwargs":{"request":{}}}', "parts"),
        (b'{"args":[],"kwargs":{}}', "request"),
        (b'{"args":[],"kwargs":{"request":{"parts":[]},"other":1}}', "other"),
        (b'{"args":[1],"kwargs":{"request":{"parts":[]}}}', "args"),
        (b"{}", "kwargs"),
        (b"[]", None),
        (b"nonsense", None),
    ],
)
def test_a_wrong_request_names_its_field_and_never_its_value(body: bytes, field: str | None) -> None:
    with pytest.raises(Refusal) as refusal:
        Operation("take", methods(Rpc)["take"]).decode(body)
    assert (refusal.value.code, refusal.value.field) == ("bad_request", field)


@pytest.mark.parametrize(("text", "taken"), [("a\0b", False), ("\\\0", False), (r"\u0000", True), (r"\\u0000", True)])
def test_what_no_database_can_keep_is_refused_and_its_spelling_is_not(text: str, taken: bool) -> None:
    operation = Operation("write", methods(Written)["write"])
    body = operation.encode_call({"request": Said(text=text)})
    if taken:
        assert operation.decode(body) == {"request": Said(text=text)}
        return
    for arrived in (body, body.decode()):
        with pytest.raises(Refusal, match="bad_request"):
            operation.decode(arrived)


def test_a_call_is_read_as_it_was_written() -> None:
    operation = Operation("take", methods(Rpc)["take"])
    whole = Whole(parts=[Part(number=1)])
    assert operation.decode(operation.encode_call({"request": whole})) == {"request": whole}
    assert operation.encode(Part(number=2)) == b'{"number":2}'
    assert Operation("reset", methods(Rpc)["reset"]).encode(None) == b"null"
