"""Who may do what on the broker: the patterns against the names that really occur."""

import re
from pathlib import Path

import pytest

from contracts.callers import CALLERS
from contracts.flows import CONSUMERS
from contracts.services import PROTOCOLS, SERVICES
from deploy.provisioning import identities
from deploy.provisioning.credentials import Credentials
from deploy.provisioning.permissions import definitions, rights, topics

REPLY = "reply.{}_ab12cd." + "0" * 32


def may(who: str, right: str, name: str, *, former: bool = False) -> bool:
    return re.search(rights(who, f"{who}_ab12cd", former=former)[right], name) is not None


def may_publish(who: str, exchange: str, key: str) -> bool:
    keys = {topic.exchange: topic.write for topic in topics(who, f"{who}_ab12cd")}
    return may(who, "write", exchange) and re.search(keys.get(exchange, ""), key) is not None


@pytest.mark.parametrize("service", PROTOCOLS)
def test_a_process_serves_its_own_queues_only(service: str) -> None:
    other = next(name for name in PROTOCOLS if name != service)
    for right in ("configure", "write", "read"):
        assert may(service, right, f"rpc-{service}")
        assert not may(service, right, f"rpc-{other}")
    assert not may(service, "configure", f"{other}.payments.payment_succeeded.v1")
    assert not may(service, "configure", f"{service}.payments.payment_succeeded.v1"), "the topology step declares it"
    assert not may(service, "write", f"{other}.events")


def test_a_service_hears_facts_of_others_and_publishes_its_own() -> None:
    assert may("billing", "read", "billing.payments.payment_succeeded.v1")
    assert may("billing", "write", "billing.events")
    assert may("billing", "write", "billing.wait.5") and not may("billing", "write", "readings.wait.5")
    assert not may("gateway", "write", "billing.wait.5") and not may("billing", "write", "wait.5")


def test_the_gateway_can_only_ask() -> None:
    assert may("gateway", "write", "nameko-rpc")
    for name in ("rpc-auth", "billing.events", "amq.default", "billing.payments.payment_succeeded.v1.dead"):
        assert not any(may("gateway", right, name) for right in ("configure", "write", "read"))


@pytest.mark.parametrize("process", (*PROTOCOLS, "gateway", "partners"))
def test_nobody_may_write_to_queues_by_their_names(process: str) -> None:
    assert not may(process, "write", "amq.default")
    assert may(process, "write", "amq.default", former=True) == (process in PROTOCOLS), "replies of the former release"


@pytest.mark.parametrize("process", (*PROTOCOLS, "gateway", "partners"))
def test_a_process_makes_the_calls_of_its_row_and_no_others(process: str) -> None:
    for method in CALLERS["gateway"]:
        assert may_publish(process, "nameko-rpc", method) == (method in CALLERS.get(process, ()))
    for other in ("auth.*", "#", "", "auth.sign_in.more"):
        assert not may_publish(process, "nameko-rpc", other)


@pytest.mark.parametrize("process", (*PROTOCOLS, "gateway", "partners"))
def test_a_process_reads_no_calls_and_replies_of_others(process: str) -> None:
    patterns = [topic.read for topic in topics(process, f"{process}_ab12cd") if topic.exchange == "nameko-rpc"]
    for other in (*PROTOCOLS, "gateway"):
        for key in (f"{other}.*", f"{other}.get_bill", REPLY.format(other), "#", "*.*", f"reply.{other}_ab12cd.*"):
            mine = (key == f"{process}.*" and process in PROTOCOLS) or (other == process and key == REPLY.format(other))
            assert any(re.search(pattern, key) for pattern in patterns) == (mine and (process in CALLERS or "*" in key))


@pytest.mark.parametrize("process", (*PROTOCOLS, "gateway", "partners"))
def test_an_event_is_published_by_its_source_alone(process: str) -> None:
    for event in CONSUMERS:
        for source in SERVICES:
            expected = process == source == event.SOURCE
            assert may_publish(process, f"{source}.events", event.TYPE) == expected


def test_every_user_with_a_topic_exchange_has_a_row_of_keys(tmp_path: Path) -> None:
    """Without one RabbitMQ lets every key through."""
    made = definitions("v", Credentials(tmp_path / "passwords.json"))
    rows = {(row["user"], row["exchange"]) for row in made["topic_permissions"]}
    exchanges = ["nameko-rpc", *(f"{service}.events" for service in SERVICES)]
    for row in made["permissions"]:
        if row["configure"] != ".*":
            opened = {name for name in exchanges if re.search(row["write"], name)}
            assert {(row["user"], name) for name in opened} <= rows


def test_two_keys_are_valid_during_a_change(tmp_path: Path) -> None:
    keys = Credentials(tmp_path / "passwords.json")
    first = identities.private_key(keys, "gateway")
    assert set(identities.public_keys(keys)) == {f"{name}.1" for name in identities.SIGNERS}
    assert identities.rotate(keys) == 2
    assert identities.private_key(keys, "gateway") != first
    assert {f"gateway.{number}" for number in (1, 2)} <= set(identities.public_keys(keys))
    assert identities.retire(keys) == 2
    assert set(identities.public_keys(Credentials(keys.file))) == {f"{name}.2" for name in identities.SIGNERS}
    assert identities.private_key(keys, "printer") is None, "who calls nobody has no key"
