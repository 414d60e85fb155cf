"""What partners may hear is a narrow, documented selection of our facts."""

import json

import pytest
from asyncapi3.models.asyncapi import AsyncAPI3

from contracts.flows import CONSUMERS
from contracts.partners import OFFERED, PartnerEvent
from deploy.launcher.host.paths import ROOT
from gateway.api import asyncapi
from tests.contract.examples import example

pytestmark = pytest.mark.req("B13")
EVENTS = list(OFFERED.values())
PERSONAL = {"email", "receipt_email", "phone", "address", "user_id", "card_masked", "approval_code", "bank_order_id"}


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.TYPE)
def test_a_partner_event_is_a_part_of_a_fact_of_ours(event: type[PartnerEvent]) -> None:
    """Field by field the same schema, so that the fact's own JSON is read as the narrower event."""
    assert event.OF in CONSUMERS
    whole, part = event.OF.model_json_schema()["properties"], event.model_json_schema()["properties"]
    assert {name: whole.get(name) for name in part} == part
    fact = event.OF.model_validate_json(json.dumps(example(event.OF.model_json_schema())))
    narrow = json.loads(event.model_validate_json(fact.model_dump_json()).model_dump_json())
    assert narrow == {name: json.loads(fact.model_dump_json())[name] for name in part}


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.TYPE)
def test_it_is_versioned_and_holds_nothing_personal_but_the_account(event: type[PartnerEvent]) -> None:
    assert event.TYPE.startswith(f"partners.{event.NAME}.v") and event.TYPE[-1].isdigit()
    assert PERSONAL & event.model_fields.keys() == set()


def test_the_published_description_is_the_contracts() -> None:
    """`python -m gateway.api.asyncapi >docs/asyncapi.json` writes it anew."""
    assert (ROOT / "docs" / "asyncapi.json").read_text(encoding="utf-8") == asyncapi.text()


def test_the_description_is_asyncapi_3_and_names_every_event() -> None:
    described = AsyncAPI3.model_validate(json.loads(asyncapi.text()))
    assert described.asyncapi == "3.0.0"
    messages = asyncapi.document()["components"]["messages"]
    assert {message["name"] for message in messages.values()} == {event.TYPE for event in EVENTS}
    for event in EVENTS:
        schema = asyncapi.document()["components"]["schemas"][event.__name__]
        assert schema["properties"].keys() == event.model_fields.keys()


def test_the_guide_names_every_event() -> None:
    guide = (ROOT / "docs" / "partners.md").read_text(encoding="utf-8")
    assert [name for name in OFFERED if f"`{name}`" not in guide] == []
