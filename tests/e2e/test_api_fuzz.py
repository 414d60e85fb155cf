"""The whole description of the API against the running system: every call, whatever it is sent, by all checks.

FUZZ_EXAMPLES sets how many requests a call gets in each phase (`./cabinet security-scan` asks many).
"""

import os
from collections import Counter
from contextlib import suppress
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable

from tests.support.faults.customer_load import Payer, newcomer
from tests.support.running_portal import RunningPortal
from tests.support.schemathesis_rules import judged

ACCOUNT = "180200017"
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "4"))
ENDS_THE_SESSION = "delete_session"
answered: Counter[str] = Counter()

pytestmark = [pytest.mark.req("B5"), pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def payer(portal: RunningPortal) -> Payer:
    return newcomer(portal, ACCOUNT)


@pytest.fixture(scope="module")
def described(portal: RunningPortal, payer: Payer) -> schemathesis.BaseSchema:
    """Paths ask for the caller's own account: what others own is the matter of the access matrix."""
    config = judged({"number": payer.account})
    return schemathesis.openapi.from_url(f"{portal.url}/api/openapi.json", config=config).exclude(
        operation_id=ENDS_THE_SESSION
    )


def test_a_call_answers_as_described(described: schemathesis.BaseSchema, payer: Payer) -> None:
    """Well-formed and malformed requests for every operation."""
    for found in described.get_all_operations():
        for mode in (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE):
            _ask(found.ok().as_strategy(generation_mode=mode), payer.token)


def _ask(cases: Any, token: str) -> None:
    @given(case=cases)
    @settings(max_examples=EXAMPLES, database=None, suppress_health_check=list(HealthCheck))
    def attempt(case: schemathesis.Case) -> None:
        response = case.call_and_validate(headers={"Authorization": f"Bearer {token}"})
        answered[f"{response.status_code // 100}xx"] += 1

    with suppress(Unsatisfiable):  # an operation that takes nothing cannot be asked wrongly
        attempt()


def test_the_calls_were_let_in(portal: RunningPortal, payer: Payer) -> None:
    """Otherwise all of the above was about being refused at the door."""
    assert answered["2xx"] > 20, answered
    again = requests.get(
        f"{portal.url}/api/v1/accounts", headers={"Authorization": f"Bearer {payer.token}"}, timeout=20
    )
    assert again.status_code == 200
