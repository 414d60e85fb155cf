"""contracts/access.py against the running services, called past the gateway: each refuses by itself (ASVS 8.3.1)."""

import base64
import json
import time
from collections.abc import Iterator
from typing import Any

import pytest

from chassis.context import Caller
from chassis.errors import CallFailed, Refusal
from chassis.rpc.client import RpcClient
from chassis.rpc.identity import Signer
from contracts.access import ACCESS
from contracts.methods import Access
from contracts.roles import CUSTOMER, NOBODY, PARTNER, STAFF, SYSTEM
from contracts.services import PROTOCOLS
from deploy.launcher.servers.rabbitmq import Rabbit
from deploy.provisioning.credentials import Credentials
from deploy.provisioning.identities import private_key
from deploy.simulators.demo.portal import Refused
from tests.contract.examples import example
from tests.contract.surface import Method, methods
from tests.support.faults.customer_load import Payer, newcomer
from tests.support.running_portal import RunningPortal
from tests.support.sample_files import PDF

OWN, STRANGER = "180111118", "180111119"
NEIGHBOURS = "180200021", "180200025"
SCOPES = ("read", "submit_readings", "create_payment")
READS = ("get_", "list_", "find_", "check_", "explain_", "price_")
SOMEBODY = "5b0c6f9e-0d1a-4c53-9d54-1f6f6f0c1a11"

pytestmark = pytest.mark.timeout(120, func_only=True)  # the start of the whole system does not count


@pytest.fixture(scope="module")
def client(portal: RunningPortal) -> Iterator[RpcClient]:
    """Calls as the gateway's own broker user could send them."""
    keys = Credentials(portal.home / "secrets" / "passwords.json")
    name, password = keys.pair("rabbitmq:gateway", "gateway")
    url = Rabbit(portal.environment["AMQP_URL"], None).url_for(name, password, f"cabinet-{keys.mark}")
    signer = Signer.load(str(private_key(keys, "gateway")))
    client = RpcClient(url, timeout=20, signer=signer)
    yield client
    client.close()


def code(client: RpcClient, method: Method, caller: Caller, account: str = OWN) -> str:
    """What the service makes of a well-formed call: the code of its refusal, or "admitted"."""
    fields = example(method.request.model_json_schema())
    owns = ACCESS[method.service][method.name].owns
    if owns is not None:
        fields[owns] = [account] if isinstance(fields[owns], list) else account
    if parts := ACCESS[method.service][method.name].parts:
        fields[parts] = []
    request = method.request.model_validate_json(json.dumps(fields))
    with client.calling(caller=caller, deadline=time.time() + 20):
        try:
            getattr(client.stub(PROTOCOLS[method.service], method.service), method.name)(request)
        except Refusal as refusal:
            return refusal.code
        except CallFailed as failure:
            return type(failure).__name__
    return "admitted"


def person(role: str, row: Access, scope: str | None = None, confirmed: bool = True) -> Caller:
    scopes = None if scope is None else frozenset({scope})
    return Caller(SOMEBODY, role, frozenset({OWN}), scopes, row.confirmed and confirmed)


def row_of(method: Method) -> Access:
    return ACCESS[method.service][method.name]


@pytest.mark.req("M5.2", "S5")
def test_a_method_refuses_every_role_that_its_row_does_not_name(client: RpcClient) -> None:
    wrong = [
        (f"{method.service}.{method.name}", role, answered)
        for method in methods()
        for role in (NOBODY, CUSTOMER, SYSTEM, PARTNER, "root", *sorted(STAFF))
        if role not in row_of(method).roles
        if (answered := code(client, method, person(role, row_of(method)))) != "forbidden"
    ]
    assert wrong == []


@pytest.mark.req("B5")
def test_a_token_calls_nothing_beyond_its_scope(client: RpcClient) -> None:
    wrong = [
        (f"{method.service}.{method.name}", scope, answered)
        for method in methods()
        for scope in SCOPES
        if scope != row_of(method).scope
        if (answered := code(client, method, person(CUSTOMER, row_of(method), scope))) != "forbidden"
    ]
    assert wrong == []


@pytest.mark.req("M4.2.1", "M4.2.3", "M4.2.4", "S7")
def test_a_change_without_a_proof_is_refused_to_customers_and_staff(client: RpcClient) -> None:
    """Customers bring the current password with the call, staff have proved who they are within the last minutes."""
    guarded = [(method, role) for method in methods() if row_of(method).confirmed for role in row_of(method).roles]
    answered = {
        (method.name, role): code(client, method, person(role, row_of(method), confirmed=False))
        for method, role in guarded
        if role != SYSTEM
    }
    assert len({role for _, role in answered}) == 4 and len(answered) > 30
    assert set(answered.values()) == {"not_confirmed"}, answered


@pytest.mark.req("M5.2")
def test_a_foreign_account_does_not_exist_for_any_method(client: RpcClient) -> None:
    owned = [method for method in methods() if row_of(method).owns]
    answered = {
        f"{method.service}.{method.name}": code(client, method, person(CUSTOMER, row_of(method)), STRANGER)
        for method in owned
        if CUSTOMER in row_of(method).roles
    }
    assert len(answered) > 20 and set(answered.values()) == {"account_not_found"}, answered


@pytest.mark.req("M5.2")
def test_questions_are_answered_to_whom_they_belong(client: RpcClient) -> None:
    """What changes something is shown by the services' own tests: here it would change the town."""
    asked = [method for method in methods() if method.name.startswith(READS)]
    shut = {"forbidden", "not_confirmed", "account_not_found"}
    wrong = [
        (f"{method.service}.{method.name}", role)
        for method in asked
        for role in row_of(method).roles - {SYSTEM}
        if code(client, method, person(role, row_of(method))) in shut
    ]
    assert wrong == [] and len(asked) > 30


@pytest.mark.req("M5.2")
def test_what_belongs_to_somebody_else_does_not_exist(portal: RunningPortal) -> None:
    """Payments and appeals are found by their own numbers: the service compares their account with the caller's."""
    mine, theirs = (newcomer(portal, account) for account in NEIGHBOURS)
    payment = theirs.start(12_300)["id"]
    sent = theirs.portal.post("/appeals", "appeal-of-a-stranger", text="Проверьте счёт", files=[_file()])
    appeal, file = sent["appeal_id"], sent["thread"][0]["files"][0]["file_id"]
    for path in (f"/payments/{payment}", f"/payments/{payment}/receipt.pdf", f"/appeals/{appeal}/files/{file}"):
        assert _status(mine, path) == 404, path
    assert _status(theirs, f"/payments/{payment}") == 200
    assert _status(theirs, f"/appeals/{appeal}/files/{file}") == 200


def _file() -> dict[str, Any]:
    return {"name": "счёт.pdf", "content": base64.b64encode(PDF).decode()}


def _status(payer: Payer, path: str) -> int:
    try:
        payer.portal.file(path)
    except Refused as refused:
        return refused.status
    return 200
