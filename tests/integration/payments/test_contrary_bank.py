"""Registers, pays, gives back in parts, reverses, claims back and reconciles through a bank that answers with every
allowed mixture, lags and breaks off, over TCP and TLS; the books of both are compared after each step."""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.integration.payments.contrary_story import Story
from tests.integration.payments.outside import bank_certificate, outside, signers  # noqa: F401 - fixtures

pytestmark = [pytest.mark.req("B3"), pytest.mark.case("I1", "I2", "I3", "I4", "I5", "I6"), pytest.mark.hypothesis]
WAYS = [("ecom", "tcp"), ("classic", "tls"), ("ecom", "tls"), ("classic", "tcp")]


@pytest.mark.parametrize("outside", WAYS, ids=["-".join(way) for way in WAYS], indirect=True)
@pytest.mark.timeout(300)
def test_both_books_agree_whatever_the_bank_does(outside: type[Story]) -> None:  # noqa: F811
    few = settings(
        max_examples=13,
        stateful_step_count=20,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(outside, settings=few)
