"""Whatever a program sends, the API answers as it has described itself, and never with a defect."""

import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.gateway import household
from tests.gateway.conftest import build
from tests.gateway.scripted import ScriptedClient

app = build(ScriptedClient(household.answers()))
schema = schemathesis.openapi.from_wsgi("/api/openapi.json", app)
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@schema.parametrize()
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_call_answers_as_described(case: schemathesis.Case) -> None:
    case.call_and_validate(headers={"Authorization": f"Bearer {household.TOKEN}"}, checks=CHECKS)
