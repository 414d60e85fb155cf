"""The guard, row by row."""

from dataclasses import dataclass

import pytest
from pydantic import BaseModel

from chassis.context import NOBODY, Caller
from chassis.errors import Refusal
from chassis.rpc.access import admit


@dataclass(frozen=True)
class Row:
    roles: frozenset[str] = frozenset({"customer", "operator"})
    owns: str | None = "numbers"
    owners: frozenset[str] = frozenset({"customer"})
    scope: str | None = "read"
    parts: str | None = None
    confirmed: bool = False


class Request(BaseModel):
    numbers: list[str]


OWNER = Caller("u", "customer", frozenset({"1", "2"}))


@pytest.mark.parametrize(
    ("row", "caller", "numbers", "code"),
    [
        (Row(), OWNER, ["1", "2"], None),
        (Row(), OWNER, ["1", "3"], "account_not_found"),
        (Row(), Caller("s", "operator"), ["3"], None),
        (Row(), Caller("u", "customer"), ["1"], "account_not_found"),
        (Row(), NOBODY, ["1"], "forbidden"),
        (Row(), Caller("u", "customer", OWNER.owns, frozenset({"read"})), ["1"], None),
        (Row(), Caller("u", "customer", OWNER.owns, frozenset({"write"})), ["1"], "forbidden"),
        (Row(scope=None), Caller("u", "customer", OWNER.owns, frozenset({"read"})), ["1"], "forbidden"),
        (Row(confirmed=True), OWNER, ["1"], "not_confirmed"),
        (Row(confirmed=True), Caller("u", "customer", OWNER.owns, confirmed=True), ["1"], None),
    ],
)
def test_the_guard(row: Row, caller: Caller, numbers: list[str], code: str | None) -> None:
    if code is None:
        admit(row, caller, Request(numbers=numbers))
        return
    with pytest.raises(Refusal) as refusal:
        admit(row, caller, Request(numbers=numbers))
    assert refusal.value.code == code


class Part(BaseModel):
    number: str


class Whole(BaseModel):
    number: str
    further: list[Part]


@pytest.mark.parametrize(
    ("role", "further", "code"),
    [
        ("customer", [], None),
        ("customer", ["2"], None),
        ("customer", ["2", "3"], "account_not_found"),
        ("operator", ["3"], None),
    ],
)
def test_the_guard_looks_at_each_part_of_a_request(role: str, further: list[str], code: str | None) -> None:
    row, caller = Row(owns="number", parts="further"), Caller("u", role, OWNER.owns)
    request = Whole(number="1", further=[Part(number=number) for number in further])
    if code is None:
        admit(row, caller, request)
        return
    with pytest.raises(Refusal, match=code):
        admit(row, caller, request)
