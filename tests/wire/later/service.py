"""Services of a later release: their answers have a field more than our contracts know, and members of their own."""

import json
from typing import Any, Protocol

from pydantic import BaseModel, create_model

from chassis.service.declarations import serves
from chassis.settings import ProcessSettings
from contracts.billing import BillingRpc
from contracts.payments import PaymentsRpc
from tests.contract.examples import example
from tests.wire.echo.contract import EVERYONE

LATER = "of_a_later_release"


class LaterSettings(ProcessSettings):
    """Those of every process."""


def later(service: str, contract: type, answers: dict[str, dict[str, Any]]) -> type:
    """Returns a service class that answers these methods with an example, these values and one more field."""
    members: dict[str, Any] = {"name": service}
    promised: dict[str, Any] = {}
    for method, values in answers.items():
        hints = getattr(contract, method).__annotations__
        answer = create_model(f"Later{method}", __base__=_open(hints["return"], values), **{LATER: (str, "more")})
        members[method] = promised[method] = _answering(answer, example(hints["return"].model_json_schema()) | values)
        promised[method].__annotations__ = {"request": hints["request"], "return": answer}
    kind = type("LaterRpc", (Protocol,), promised)
    return serves(kind, access=dict.fromkeys(answers, EVERYONE))(type("LaterService", (), members))


def _open(answer: type[BaseModel], values: dict[str, Any]) -> type[BaseModel]:
    """The answer's model with texts in place of the enumerations, so that it takes members of its own."""
    return create_model(f"Open{answer.__name__}", __base__=answer, **dict.fromkeys(values, (str, ...)))


def _answering(answer: type[BaseModel], values: dict[str, Any]) -> Any:
    def method(self: object, request: Any) -> Any:
        return answer.model_validate_json(json.dumps(values))

    return method


PaymentsService = later("payments", PaymentsRpc, {"get_limits": {}, "get_payment": {"state": "in_orbit"}})
BillingService = later("billing", BillingRpc, {"get_bill": {}})
