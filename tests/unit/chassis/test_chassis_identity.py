"""The signed identity of a call: believed exactly as it was signed, and by whom it may be."""

import time
from base64 import b64encode

import pytest

from chassis.amqp.trust import Trust
from chassis.context import CALLER, DEADLINE, SYSTEM, Caller
from chassis.rpc.identity import IDENTITY, Forged, Signer, Verifier

GATEWAY, FORMER, PRINTER = (
    Signer.load(f"{name}:{b64encode(bytes([number] * 32)).decode()}")
    for number, name in enumerate(("gateway.2", "gateway.1", "printer.1"))
)
VERIFIER = Verifier({signer.key_id: signer.public for signer in (GATEWAY, FORMER, PRINTER)})
BORIS = Caller("boris", "customer", frozenset({"180000001"})).dump()
BODY = b'{"args":[],"kwargs":{}}'


def signed(
    signer: Signer, caller: str = BORIS, route: str = "auth.get_contacts", life: float = 5
) -> dict[str, str | int]:
    deadline = int((time.time() + life) * 1000)
    return {CALLER: caller, DEADLINE: deadline, IDENTITY: signer.sign(route, caller, deadline, BODY)}


@pytest.mark.parametrize("signer", [GATEWAY, FORMER])
def test_the_former_and_the_present_key_are_believed(signer: Signer) -> None:
    VERIFIER.verify("auth.get_contacts", signed(signer), BODY)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({IDENTITY: None}, "unsigned"),
        ({IDENTITY: "gateway.9 AAAA"}, "unknown key"),
        ({IDENTITY: "gateway.2"}, "wrong signature"),
        ({IDENTITY: "gateway.2 нет"}, "wrong signature"),
        ({IDENTITY: signed(FORMER)[IDENTITY]}, "wrong signature"),
        ({CALLER: Caller("mallory", "administrator").dump()}, "wrong signature"),
        ({CALLER: None}, "no caller"),
        ({DEADLINE: int((time.time() + 60) * 1000)}, "wrong signature"),
        ({DEADLINE: None}, "no deadline"),
    ],
)
def test_what_was_changed_is_not_believed(change: dict[str, object], why: str) -> None:
    with pytest.raises(Forged, match=why):
        VERIFIER.verify("auth.get_contacts", signed(GATEWAY) | change, BODY)


def test_it_is_good_for_one_method_and_one_body() -> None:
    with pytest.raises(Forged, match="wrong signature"):
        VERIFIER.verify("payments.refund_payment", signed(GATEWAY), BODY)
    with pytest.raises(Forged, match="wrong signature"):
        VERIFIER.verify("auth.get_contacts", signed(GATEWAY), BODY + b" ")


def test_it_does_not_live_long() -> None:
    with pytest.raises(Forged, match="lives too long"):
        VERIFIER.verify("auth.get_contacts", signed(GATEWAY, life=86400), BODY)


def test_a_service_speaks_for_itself_and_for_nobody_else() -> None:
    VERIFIER.verify("auth.get_contacts", signed(PRINTER, SYSTEM.dump()), BODY)
    for other in (BORIS, Caller("x", "system").dump(), Caller(None, "administrator").dump(), "no json", "[1]"):
        with pytest.raises(Forged, match="speaks for others"):
            VERIFIER.verify("auth.get_contacts", signed(PRINTER, other), BODY)


@pytest.mark.parametrize("text", ["", "gateway", "gateway:AAAA", "gateway.1:AAAA", "gateway.1:no base64", ":", "a.1:"])
def test_a_key_that_is_none_is_told_at_the_start(text: str) -> None:
    with pytest.raises(ValueError):
        Signer.load(text)


def test_an_event_is_believed_from_its_source_and_from_our_own_copies() -> None:
    trust = Trust.of("amqp://billing_ab12cd:secret@broker/v", "billing", "enforce")
    assert trust.publishes("payments", "payments_ab12cd")
    assert trust.publishes("payments", "billing_ab12cd"), "a retry"
    for other in ("printer_ab12cd", "payments_ffffff", "payments", None, "", "gateway_ab12cd"):
        assert not trust.publishes("payments", other)
    assert Trust.of("amqp://guest:guest@broker/v", "billing", "enforce").publishes("payments", "guest")
