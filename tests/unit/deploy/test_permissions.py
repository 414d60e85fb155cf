"""Who may do what on the broker: the patterns against the names that really occur."""

import re

import pytest

from contracts.services import PROTOCOLS
from deploy.provisioning.permissions import rights


def may(who: str, right: str, name: str) -> bool:
    return re.search(rights(who)[right], name) is not None


@pytest.mark.parametrize("service", PROTOCOLS)
def test_a_process_serves_its_own_queues_only(service: str) -> None:
    other = next(name for name in PROTOCOLS if name != service)
    for right in ("configure", "write", "read"):
        assert may(service, right, f"rpc-{service}")
        assert not may(service, right, f"rpc-{other}")
    assert not may(service, "configure", f"{other}.payments.payment_succeeded.v1")
    assert not may(service, "write", f"{other}.events")


def test_a_service_hears_facts_of_others_and_publishes_its_own() -> None:
    assert may("billing", "read", "payments.events")
    assert may("billing", "write", "billing.events")
    assert may("billing", "write", "wait.5") and not may("gateway", "write", "wait.5")


def test_the_gateway_can_only_ask() -> None:
    assert may("gateway", "write", "nameko-rpc")
    for name in ("rpc-auth", "billing.events", "amq.default", "billing.payments.payment_succeeded.v1.dead"):
        assert not any(may("gateway", right, name) for right in ("configure", "write", "read"))
