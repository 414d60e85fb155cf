"""Whole stories over the API by the `links` of its description: what one call answers goes into the next one, as a
program would do it. The services are scripted and remember nothing, so what a call leaves behind is not judged here."""

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.specs.openapi.checks import ensure_resource_availability, use_after_free

from tests.gateway.test_api_fuzz import schema
from tests.support.scripted import household

SIGNED_IN = {"Authorization": f"Bearer {household.TOKEN}"}


@pytest.mark.req("B5", "S5")
def test_stories_by_the_links() -> None:
    called: list[str] = []

    class Stories(schema.as_state_machine()):  # type: ignore[misc]
        def get_call_kwargs(self, case: schemathesis.Case) -> dict[str, Any]:
            called.append(f"{case.method} {case.path}")
            return {"headers": SIGNED_IN}

        def validate_response(self, response: Any, case: schemathesis.Case, **_: Any) -> None:
            unremembered = [use_after_free, ensure_resource_availability]
            case.validate_response(response, excluded_checks=unremembered, headers=SIGNED_IN)

    Stories.run(
        settings=settings(
            max_examples=10,
            stateful_step_count=6,
            database=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
    )
    assert len(set(called)) > 5, called
