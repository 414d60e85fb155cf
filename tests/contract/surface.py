"""Everything that crosses the wire, found in `contracts/` itself: methods, messages, events and their schemas."""

import typing
from functools import cache
from typing import Any

from pydantic import BaseModel

from chassis.rpc.contract import methods as declared
from contracts.bill import BillSnapshot
from contracts.flows import CONSUMERS
from contracts.partners import OFFERED
from contracts.services import PROTOCOLS
from contracts.wire import Event

EVENTS: list[type[Event]] = sorted(CONSUMERS, key=lambda event: event.TYPE)


class Method(typing.NamedTuple):
    service: str
    name: str
    request: type[BaseModel]
    answer: type[BaseModel]
    refusals: tuple[str, ...]


@cache
def methods() -> list[Method]:
    """All RPC methods with their decoded hints, by service and name."""
    found = []
    for service, protocol in PROTOCOLS.items():
        for name, function in declared(protocol).items():
            hints = typing.get_type_hints(function)
            found.append(Method(service, name, hints["request"], hints["return"], function.__refusals__))
    return found


@cache
def schemas() -> dict[str, dict[str, Any]]:
    """JSON Schema of each request, answer and event, keyed as `billing.get_bill.request` or by the event's type.

    And of what is stored for years in the shape of a contract: `billing.bill.stored`.
    """
    result = {}
    for method in methods():
        key = f"{method.service}.{method.name}"
        result[f"{key}.request"] = method.request.model_json_schema()
        result[f"{key}.answer"] = method.answer.model_json_schema(mode="serialization")
    for event in (*EVENTS, *OFFERED.values()):
        result[event.TYPE] = event.model_json_schema()
    result["billing.bill.stored"] = BillSnapshot.model_json_schema()
    return result
