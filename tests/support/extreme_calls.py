"""Every method of a service, called with the extremes of each type, then every list that may show what was taken."""

import json
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from chassis.clock import FixedClock
from chassis.context import Caller, Context, entered
from chassis.errors import Refusal
from chassis.rpc.contract import Operation, methods
from contracts.services import PROTOCOLS
from tests.contract.examples import example
from tests.contract.surface import methods as surface
from tests.support import extremes

LEFT_OUT = ("list_dead_letters", "settle_dead_letter", "delete_cabinet", "detach_account")
"""The broker's letters have tests of their own; without their cabinet nobody calls anything any more."""
LOOKS = ("get_", "list_", "find_", "explain_", "check_", "price_")


def broken_calls(bound: Any, service: str, callers: Iterable[Caller]) -> tuple[int, list[str]]:
    """How many requests reached the service, and those that got neither an answer nor a refusal."""
    operations = {name: Operation(name, method) for name, method in methods(PROTOCOLS[service]).items()}
    reached, broken = 0, []
    for number, (name, field, given) in enumerate(_requests(service)):
        if "idempotency_key" in given:
            given["idempotency_key"] = f"extreme-{number:06d}"
        for caller in callers:
            outcome = _call(bound, operations[name], given, caller)
            reached += outcome != "unread"
            if outcome not in ("unread", "refused", "answered"):
                broken.append(f"{name} {field} {str(given)[:200]}: {outcome}")
            if outcome == "unread":
                break
    return reached, broken


def _requests(service: str) -> Iterator[tuple[str, str, Any]]:
    """What changes something first, then what shows it, with extremes of its own and without."""
    found = [method for method in surface() if method.service == service and method.name not in LEFT_OUT]
    for method in sorted(found, key=lambda one: one.name.startswith(LOOKS)):
        schema = method.request.model_json_schema()
        for field, given in extremes.requests(schema, service, method.name):
            yield method.name, field, given
        if method.name.startswith(LOOKS):
            yield method.name, "", example(schema)


def _call(bound: Any, operation: Operation, given: Any, caller: Caller) -> str:
    body = json.dumps({"args": [], "kwargs": {operation.parameters[0]: given}})
    try:
        arguments = operation.decode(body)
    except Refusal as refusal:
        return "unread" if refusal.message else "refused without a word"
    if isinstance(bound.clock, FixedClock):
        bound.clock.moment += timedelta(seconds=1)  # two commands of people are never at one moment
    try:
        with entered(Context(caller=caller)):
            operation.encode(getattr(bound, operation.name)(*arguments.values()))
    except Refusal:
        return "refused"
    except Exception as error:
        return repr(error)[:300]
    return "answered"
