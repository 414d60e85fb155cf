"""Services are updated before the gateway: a code that it does not know yet is worded as unknown and breaks no page."""

from collections.abc import Callable
from typing import Any, Literal, get_args, get_origin

import pytest
from flask.testing import FlaskClient
from pydantic import BaseModel

from contracts.wire import ZoneValue
from gateway.staff.words import codes
from gateway.words.tables import UNKNOWN, Wording
from gateway.words.zones import in_words
from tests.support import route_samples
from tests.support.scripted.rpc_client import ScriptedClient

NEWER = "unknown"


@pytest.fixture
def newer(rpc: ScriptedClient) -> None:
    """Every service but auth sends a member that this release does not know wherever one of several is expected."""
    rpc.answers |= {name: newer_answer(answer) for name, answer in rpc.answers.items() if not name.startswith("auth.")}


def test_every_page_of_the_customer_bears_unknown_codes(
    rpc: ScriptedClient, customer: FlaskClient, newer: None
) -> None:
    assert broken(customer, desk=False) == {}


def test_every_page_of_the_desk_bears_unknown_codes(rpc: ScriptedClient, desk: FlaskClient) -> None:
    rpc.answers |= {name: newer_answer(answer) for name, answer in rpc.answers.items() if not name.startswith("auth.")}
    assert broken(desk, desk=True) == {}


def test_an_unknown_code_is_worded(rpc: ScriptedClient, desk: FlaskClient) -> None:
    rpc.answers["notifications.list_letters"] = newer_answer(rpc.answers["notifications.list_letters"])
    assert UNKNOWN in desk.get("/staff/letters").get_data(as_text=True)


def test_every_table_of_the_desk_words_an_unknown_code() -> None:
    tables = {name: table for name, table in vars(codes).items() if isinstance(table, Wording)}
    assert {name for name, table in tables.items() if table["no such code"] != UNKNOWN} == set()
    assert len(tables) >= 15


def test_an_unknown_zone_is_worded() -> None:
    assert in_words([ZoneValue.model_construct(zone=NEWER, value=5)]) == f"{UNKNOWN} 5"


def broken(client: FlaskClient, desk: bool) -> dict[str, int]:
    """The pages that fail, with their status."""
    pages = [
        route.path
        for route in route_samples.every(client.application, "GET")
        if route.desk is desk and not route.api and route.endpoint not in ("static", "metrics", "readyz")
    ]
    found = {path: client.get(path, base_url="https://localhost").status_code for path in pages}
    return {path: status for path, status in found.items() if status >= 500}


def newer_answer(answer: Any) -> Any:
    """The answer with an unknown member in each field that holds one of several words."""
    if isinstance(answer, BaseModel):
        fields = {name: _newer_field(info.annotation, getattr(answer, name)) for name, info in fields_of(answer)}
        return answer.model_copy(update=fields)
    if isinstance(answer, list | tuple):
        return type(answer)(map(newer_answer, answer))
    if callable(answer) and not isinstance(answer, type):
        return _after(answer)
    return answer


def fields_of(message: BaseModel) -> list[tuple[str, Any]]:
    return list(type(message).model_fields.items())


def _newer_field(annotation: Any, value: Any) -> Any:
    words = [
        word for part in (annotation, *get_args(annotation)) if get_origin(part) is Literal for word in get_args(part)
    ]
    if isinstance(value, str) and len(words) > 1:
        return NEWER
    return newer_answer(value)


def _after(script: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda request: newer_answer(script(request))
