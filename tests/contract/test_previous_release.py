"""During a roll-out the previous release talks to this one: each message is read by the other side's contract."""

import json
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from chassis.tolerant_reader import read
from contracts.payments import Payment
from contracts.readings import ReadingRecorded
from contracts.wire import UNKNOWN
from tests.contract.examples import example
from tests.contract.previous_release import RELEASED, message
from tests.contract.surface import EVENTS, methods, schemas

REQUESTS = {f"{method.service}.{method.name}.request": method.request for method in methods()}
ANSWERS = {f"{method.service}.{method.name}.answer": method.answer for method in methods()}
EVENT_MODELS: dict[str, type[BaseModel]] = {event.TYPE: event for event in EVENTS}
KNOWN = {**ANSWERS, **EVENT_MODELS}


NARROWED: dict[str, dict[str, Any]] = {"payments.start_payment.request": {"receipt_email": "ivanov@list.ru"}}
"""What a request takes less of than in the release before, each with a value that both take. The receipt's address: one
that is none never got a receipt, and is refused when it is typed now."""


def written(key: str, schema: dict[str, Any], fields: dict[str, Any] | None = None) -> str:
    return json.dumps(example(schema) | (fields or {}))


@pytest.mark.parametrize("key", [key for key in RELEASED if key in REQUESTS])
def test_a_request_of_the_previous_release_is_accepted(key: str) -> None:
    body = written(key, RELEASED[key], NARROWED.get(key))
    message(key).model_validate_json(body)
    REQUESTS[key].model_validate_json(body)


@pytest.mark.parametrize("key", [key for key in RELEASED if key in KNOWN])
def test_what_the_previous_release_says_is_read_by_this_one(key: str) -> None:
    read(KNOWN[key], written(key, RELEASED[key]))


@pytest.mark.parametrize("key", [key for key in RELEASED if key in KNOWN])
def test_what_this_release_says_is_read_by_the_contracts_of_the_previous_one(key: str) -> None:
    read(message(key), written(key, schemas()[key]))


@pytest.mark.parametrize("key", KNOWN)
def test_what_a_later_release_adds_to_an_answer_or_event_is_ignored(key: str) -> None:
    later = example(schemas()[key])
    assert read(KNOWN[key], json.dumps(_with_more(later))) == read(KNOWN[key], json.dumps(later))


def _with_more(value: Any) -> Any:
    """Returns the value with one more field in each of its objects."""
    if isinstance(value, list):
        return [_with_more(part) for part in value]
    if not isinstance(value, dict):
        return value
    inner = {name: part if name == "details" else _with_more(part) for name, part in value.items()}
    return inner if set(value) == {"any"} else inner | {"of_a_later_release": {"deep": 1}}


def test_a_member_of_a_later_release_is_unknown_to_a_tolerant_reader_only() -> None:
    body = json.dumps(example(ReadingRecorded.model_json_schema()) | {"source": "by_robot"})
    assert read(ReadingRecorded, body).source == UNKNOWN
    with pytest.raises(ValidationError, match="source"):
        ReadingRecorded.model_validate_json(body)


def test_a_type_that_is_not_open_refuses_an_unknown_member() -> None:
    body = json.dumps(example(Payment.model_json_schema()) | {"state": "in_orbit", "method": "barter"})
    with pytest.raises(ValidationError) as refused:
        read(Payment, body)
    assert [error["loc"] for error in refused.value.errors()] == [("method",)]
