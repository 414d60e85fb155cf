"""Whatever a program sends, the API answers as it has described itself, and never with a defect."""

import schemathesis
from hypothesis import HealthCheck, settings

from tests.support.schemathesis_rules import judged
from tests.support.scripted import household
from tests.support.scripted.application import build
from tests.support.scripted.rpc_client import ScriptedClient

app = build(ScriptedClient(household.answers()))
schema = schemathesis.openapi.from_wsgi("/api/openapi.json", app, config=judged())


@schema.parametrize()
@settings(max_examples=10, suppress_health_check=list(HealthCheck))
def test_a_call_answers_as_described(case: schemathesis.Case) -> None:
    """All checks of schemathesis, on scripted services; tests/e2e/test_api_fuzz.py asks the real ones."""
    case.call_and_validate(headers={"Authorization": f"Bearer {household.TOKEN}"})
