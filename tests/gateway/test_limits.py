"""What is counted, by whom, and what the answer tells: the counts themselves are auth's (tests/integration/auth)."""

import pytest
from flask.testing import FlaskClient

from chassis.errors import Refusal, RpcTimeout
from contracts.auth import QuotaRequest
from contracts.payments import CallbackStored
from tests.support.form_posting import post
from tests.support.scripted import household
from tests.support.scripted.application import build
from tests.support.scripted.rpc_client import ScriptedClient

BEARER = {"Authorization": f"Bearer {household.TOKEN}"}
SPENT = Refusal(
    "too_many_attempts",
    "Слишком много запросов.",
    details={"retry_after": 7, "policy": "api", "limit": 120, "window_seconds": 60},
)


def counted(rpc: ScriptedClient) -> dict[str, str]:
    """Policy and subject of everything that was counted last."""
    asked: QuotaRequest = rpc.requests("auth.take_quota")[-1]
    return {take.policy: take.subject for take in asked.takes}


@pytest.mark.req("B5")
def test_an_answer_of_the_api_tells_what_is_left(anybody: FlaskClient, rpc: ScriptedClient) -> None:
    answer = anybody.get("/api/v1/accounts", headers=BEARER)
    assert answer.headers["RateLimit-Policy"] == '"api";q=120;w=60'
    assert answer.headers["RateLimit"] == '"api";r=119;t=1'
    subjects = counted(rpc)
    assert subjects.keys() == {"api", "address"} and subjects["address"] == "127.0.0.1"
    assert household.TOKEN not in subjects["api"], "the token itself is not passed on to be counted"


@pytest.mark.req("B5")
def test_too_many_requests_are_429_and_say_when_to_come_back(anybody: FlaskClient, rpc: ScriptedClient) -> None:
    rpc.answers["auth.take_quota"] = SPENT
    answer = anybody.get("/api/v1/accounts", headers=BEARER)
    assert answer.status_code == 429 and answer.content_type == "application/problem+json"
    assert answer.headers["Retry-After"] == "7"
    assert answer.headers["RateLimit"] == '"api";r=0;t=7'
    assert not rpc.requests("billing.get_overviews"), "nothing is done for it"


def test_counting_costs_no_round_of_its_own(anybody: FlaskClient, rpc: ScriptedClient) -> None:
    anybody.get("/api/v1/accounts", headers=BEARER)
    assert rpc.rounds == 2 and len(rpc.requests("auth.authenticate")) == 1


def test_a_guesser_of_tokens_is_counted_by_his_address(anybody: FlaskClient, rpc: ScriptedClient) -> None:
    anybody.post("/api/v1/sessions", json={"account_number": "1", "password": "x"})
    assert counted(rpc).keys() == {"address"}


def test_prints_and_uploads_are_counted_on_pages_too(customer: FlaskClient, rpc: ScriptedClient) -> None:
    customer.get(f"/bills/{household.FLAT}/2026-10.pdf")
    assert counted(rpc).keys() == {"print"}
    customer.post("/api/v1/appeals", json={"text": "x"}, headers={"X-Requested-With": "t", "Idempotency-Key": "k" * 8})
    assert counted(rpc).keys() == {"api", "address", "upload"}
    post(customer, f"/home/{household.FLAT}/pay", "/home")
    assert counted(rpc).keys() == {"order"}
    before = len(rpc.requests("auth.take_quota"))
    customer.get("/home")
    assert len(rpc.requests("auth.take_quota")) == before, "an ordinary page is not counted"


def test_a_notice_of_the_bank_is_counted_and_let_in_when_nobody_counts(
    anybody: FlaskClient, rpc: ScriptedClient
) -> None:
    rpc.answers["auth.take_quota"] = RpcTimeout("auth.take_quota")
    assert anybody.post("/api/v1/callbacks/sberbank", data={"mdOrder": "1"}).status_code == 200
    rpc.answers["auth.take_quota"] = SPENT
    assert anybody.post("/api/v1/callbacks/sberbank", data={"mdOrder": "1"}).status_code == 429
    assert counted(rpc).keys() == {"callback"}


def test_notices_of_the_bank_are_counted_twenty_at_a_time(anybody: FlaskClient, rpc: ScriptedClient) -> None:
    for _ in range(21):
        assert anybody.post("/api/v1/callbacks/sberbank", data={"mdOrder": "1"}).status_code == 200
    asked: list[QuotaRequest] = rpc.requests("auth.take_quota")
    assert [take.requests for one in asked for take in one.takes] == [20, 20]


def test_whoever_forges_notices_of_the_bank_has_to_wait(anybody: FlaskClient, rpc: ScriptedClient) -> None:
    rpc.answers["payments.receive_callback"] = CallbackStored(authentic=False)
    path, count = "/api/v1/callbacks/sberbank", rpc.answers["auth.take_quota"]
    assert anybody.post(path, data={"mdOrder": "1"}).status_code == 200
    assert counted(rpc) == {"forged": "127.0.0.1"}
    rpc.answers["auth.take_quota"] = RpcTimeout("auth.take_quota")
    assert anybody.post(path, data={"mdOrder": "1"}).status_code == 200, "silence of auth shuts nobody out"
    rpc.answers["auth.take_quota"] = lambda asked: SPENT if asked.takes[0].policy == "forged" else count
    assert anybody.post(path, data={"mdOrder": "1"}).status_code == 200
    asked = len(rpc.asked)
    refused = anybody.post(path, data={"mdOrder": "1"})
    assert refused.status_code == 429 and 0 < int(refused.headers["Retry-After"]) <= 7
    assert len(rpc.asked) == asked, "no service hears of it"
    other = anybody.post(path, data={"mdOrder": "1"}, environ_base={"REMOTE_ADDR": "192.0.2.7"})
    assert other.status_code == 200, "the bank's address is another one"


@pytest.mark.parametrize(
    ("hops", "forwarded", "seen"),
    [
        (0, "203.0.113.9", "127.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.1, 203.0.113.9, 192.0.2.4", "203.0.113.9"),
    ],
)
def test_nobody_chooses_the_address_that_he_is_counted_by(
    hops: int, forwarded: str, seen: str, rpc: ScriptedClient
) -> None:
    """Of X-Forwarded-For only what our own proxies have added counts: as many last entries as there are proxies."""
    client = build(rpc, trusted_proxies=hops).test_client()
    client.post("/api/v1/sessions", json={}, headers={"X-Forwarded-For": forwarded, "X-Real-IP": "198.51.100.1"})
    assert counted(rpc)["address"] == seen
