"""The bindings of a service class: what a use case is given, and what the class promises by it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar, Protocol

import pytest
from pydantic import BaseModel

from chassis.clock import FixedClock
from chassis.context import Caller, Context, entered
from chassis.service.bindings import Call, Work, calls, consumes, reads, runs, writes
from chassis.service.declarations import EventSpec, TimerSpec, declared, operations, serves

MORNING = datetime(2026, 11, 29, 8, tzinfo=UTC)


class Question(BaseModel):
    number: int


class Said(BaseModel):
    text: str


class Rpc(Protocol):
    def ask(self, request: Question) -> Said: ...
    def change(self, request: Question) -> Said: ...
    def call(self, request: Question) -> Said: ...
    def list_audit(self, request: Question) -> Said: ...


@dataclass(frozen=True)
class Row:
    roles: frozenset[str] = frozenset()
    owns: str | None = None
    owners: frozenset[str] = frozenset()
    scope: str | None = None
    confirmed: bool = False


ROWS = {name: Row() for name in ("ask", "change", "call", "list_audit")}


class Happened(BaseModel):
    TYPE: ClassVar = "happened"
    SOURCE: ClassVar = "tests"
    number: int = 0


class Sessions:
    """Stands in for the database: the kind of the session is its value."""

    @contextmanager
    def reading(self) -> Iterator[Any]:
        yield "reading"

    @contextmanager
    def transaction(self) -> Iterator[Any]:
        yield "transaction"


def describe(work: Work[str], request: Question) -> Said:
    """What the use case was given."""
    return Said(text=f"{work.session} {work.actor} {work.now:%H:%M} {work.dependencies} {request.number}")


def call_out(call: Call[str], request: Question) -> Said:
    with call.reading() as asked, call.transaction() as changed:
        return Said(text=f"{asked.session} {changed.session} {call.actor} {request.number}")


seen: list[str] = []


def happened(work: Work[str], event: Happened) -> None:
    seen.append(f"{work.session} {event.number}")


def tick(call: Call[str]) -> int:
    seen.append(f"tick {call.dependencies}")
    return 0


@serves(Rpc, access=ROWS, ready={"list_audit": lambda service, request: {"text": f"{service.name} {request.number}"}})
class Service:
    name = "echo"
    database = Sessions()
    clock = FixedClock(MORNING)
    dependencies = "settings"

    ask = reads(describe)
    change = writes(describe)
    call = calls(call_out)
    hear = consumes(Happened, happened)
    tidy = runs(tick, every_seconds=5, limit=7)


def test_a_question_gets_a_session_without_a_transaction() -> None:
    assert Service().ask(Question(number=1)).text == "reading system 08:00 settings 1"


def test_a_command_is_one_transaction_of_the_caller() -> None:
    with entered(Context(caller=Caller(user_id="u7", role="customer"))):
        assert Service().change(Question(number=2)).text == "transaction u7 08:00 settings 2"


def test_a_use_case_may_open_its_transactions_itself() -> None:
    assert Service().call(Question(number=3)).text == "reading transaction system 3"


def test_events_and_timers_are_noted_and_reach_their_use_cases() -> None:
    seen.clear()
    service: Any = Service()
    service.hear(Happened(number=4), "inbox")
    service.tidy()
    assert seen == ["inbox 4", "tick settings"]
    assert {name: spec.event for name, spec in declared(Service, EventSpec).items()} == {"hear": Happened}
    assert declared(Service, TimerSpec) == {"tidy": TimerSpec(5, 7)}


def test_a_ready_made_answer_becomes_the_answer_of_the_contract() -> None:
    service: Any = Service()
    assert service.list_audit(Question(number=5)) == Said(text="echo 5")
    assert set(operations(Service)) == set(ROWS)


def test_a_binding_with_other_types_than_the_contract_is_refused() -> None:
    def other(work: Work[str], request: Said) -> Said:
        return request

    with pytest.raises(TypeError, match="ask is"):

        @serves(Rpc, access=ROWS, ready={"list_audit": lambda *_: {"text": ""}})
        class Wrong:
            ask = reads(other)
            change = writes(describe)
            call = calls(call_out)


def test_a_function_that_is_no_use_case_is_refused() -> None:
    def alone(request: Question) -> Said:
        return Said(text="")

    with pytest.raises(TypeError, match=r"alone: a use case takes \(work, request\)"):
        reads(alone)  # type: ignore[arg-type]
