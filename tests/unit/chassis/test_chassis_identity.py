"""The signed identity of a call: believed exactly as it was signed, and by whom it may be."""

import time
from base64 import b64encode
from dataclasses import replace
from typing import Any

import pytest

from chassis.amqp.trust import Trust
from chassis.context import CALLER, DEADLINE, SYSTEM, Caller
from chassis.rpc.identity import Call, Forged, Signer, Verifier, received
from chassis.rpc.repetitions import Taken

GATEWAY, FORMER, PRINTER = (
    Signer.load(f"{name}:{b64encode(bytes([number] * 32)).decode()}")
    for number, name in enumerate(("gateway.2", "gateway.1", "printer.1"))
)
VERIFIER = Verifier({signer.key_id: signer.public for signer in (GATEWAY, FORMER, PRINTER)})
BORIS = Caller("boris", "customer", frozenset({"180000001"})).dump()
BODY = b'{"args":[],"kwargs":{}}'


ANSWERS = "reply.gateway_ab12cd." + "0" * 32


def a_call(caller: str = BORIS, life: float = 5) -> Call:
    deadline = int((time.time() + life) * 1000)
    return Call("auth.get_contacts", "3f0c9a", ANSWERS, caller, deadline, BODY)


@pytest.mark.parametrize("signer", [GATEWAY, FORMER])
def test_the_former_and_the_present_key_are_believed(signer: Signer) -> None:
    call = a_call()
    assert VERIFIER.verify(call, signer.sign(call)) == "gateway"


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (None, "unsigned"),
        (7, "unsigned"),
        ("gateway.9 AAAA", "unknown key"),
        ("gateway.2", "wrong signature"),
        ("gateway.2 нет", "wrong signature"),
    ],
)
def test_what_is_no_signature_is_not_believed(given: object, why: str) -> None:
    with pytest.raises(Forged, match=why):
        VERIFIER.verify(a_call(), given)


def test_the_signature_of_one_key_is_not_that_of_another() -> None:
    call = a_call()
    with pytest.raises(Forged, match="wrong signature"):
        VERIFIER.verify(call, GATEWAY.sign(call).replace("gateway.2", "gateway.1"))


@pytest.mark.parametrize(
    "change",
    [
        {"route": "payments.refund_payment"},
        {"id": "another"},
        {"id": '3f0c9a", "'},
        {"reply_to": "reply.printer_ab12cd." + "0" * 32},
        {"caller": Caller("mallory", "administrator").dump()},
        {"deadline": int((time.time() + 60) * 1000)},
        {"body": BODY + b" "},
    ],
)
def test_it_is_good_for_exactly_one_call(change: dict[str, Any]) -> None:
    call = a_call()
    with pytest.raises(Forged, match="wrong signature"):
        VERIFIER.verify(replace(call, **change), GATEWAY.sign(call))


@pytest.mark.parametrize("part", [CALLER, DEADLINE, "correlation_id", "reply_to"])
def test_a_call_without_a_part_that_is_signed_is_none(part: str) -> None:
    headers = {CALLER: BORIS, DEADLINE: 5}
    properties = {"correlation_id": "3f0c9a", "reply_to": ANSWERS}
    assert received("auth.get_contacts", properties, headers, BODY).id == "3f0c9a"
    headers.pop(part, None), properties.pop(part, None)
    with pytest.raises(Forged):
        received("auth.get_contacts", properties, headers, BODY)


def test_it_does_not_live_long() -> None:
    call = a_call(life=86400)
    with pytest.raises(Forged, match="lives too long"):
        VERIFIER.verify(call, GATEWAY.sign(call))


def test_a_service_speaks_for_itself_and_for_nobody_else() -> None:
    call = a_call(SYSTEM.dump())
    assert VERIFIER.verify(call, PRINTER.sign(call)) == "printer"
    for other in (BORIS, Caller("x", "system").dump(), Caller(None, "administrator").dump(), "no json", "[1]"):
        call = a_call(other)
        with pytest.raises(Forged, match="speaks for others"):
            VERIFIER.verify(call, PRINTER.sign(call))


def test_a_call_is_taken_once_and_forgotten_after_its_deadline() -> None:
    taken, now = Taken(), time.time()
    assert taken.first("a", now + 60)
    assert not taken.first("a", now + 60)
    assert taken.first("a", now + 60, redelivered=True), "the broker delivers again what nobody has acknowledged"
    assert taken.first("b", now + 60)
    assert taken.first("redelivered first", now + 60, redelivered=True)
    assert not taken.first("redelivered first", now + 60)


def test_a_call_is_believed_from_the_user_of_its_signer_alone() -> None:
    trust = Trust.of("amqp://billing_ab12cd:secret@broker/v", "billing", "enforce")
    assert trust.calls("gateway", "gateway_ab12cd")
    for other in ("billing_ab12cd", "printer_ab12cd", "gateway_ffffff", "gateway", None, ""):
        assert not trust.calls("gateway", other)
    assert Trust.of("amqp://guest:guest@broker/v", "billing", "enforce").calls("gateway", "guest")


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
