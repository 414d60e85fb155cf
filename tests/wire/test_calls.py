"""A call through the real broker: answers, refusals, deadlines, and what happens to it when a process ends."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from chassis.context import Caller
from chassis.errors import CallFailed, Refusal, RemoteFailure, RpcTimeout, ServiceUnavailable
from chassis.rpc.client import RpcClient
from tests.support.echo_processes import House
from tests.support.waiting import until
from tests.wire.echo.contract import Command, EchoRpc, Greeting, Named, Wait, Why


@pytest.fixture(autouse=True)
def running(house: House) -> None:
    house.start()


def test_answers_cross_the_wire_typed(echo: EchoRpc) -> None:
    assert echo.greet(Greeting(text="привет")) == Greeting(text="привет")
    assert echo.nothing() is None
    assert echo.via(Greeting(text="through itself")) == Greeting(text="through itself")


def test_refusals_cross_by_code_and_defects_do_not(echo: EchoRpc, house: House) -> None:
    with pytest.raises(Refusal) as declared:
        echo.refuse(Why(code="declared"))
    assert (declared.value.message, declared.value.field, declared.value.details) == ("Нельзя", "code", {"why": 1})
    for code in ("undeclared", "defect"):
        with pytest.raises(RemoteFailure) as failure:
            echo.refuse(Why(code=code))
        assert "undeclared" not in str(failure.value) and "example" not in str(failure.value)
    log = house.log(house.processes[0])
    assert "Traceback" in log and "<email>" in log and "somebody@example.org" not in log
    with pytest.raises(RemoteFailure):
        echo.lie(Greeting(text="an answer that the contract does not know"))


def test_a_wrong_request_is_refused_with_its_field(client: RpcClient, house: House) -> None:
    echo = client.stub(EchoRpc)
    with pytest.raises(Refusal) as refusal:
        echo.greet(Named(account_number="180000001"))  # type: ignore[arg-type]
    assert (refusal.value.code, refusal.value.field) == ("bad_request", "text")
    assert "180000001" not in house.log(house.processes[0])


def test_access_is_checked_before_the_method_runs(client: RpcClient) -> None:
    echo = client.stub(EchoRpc)

    def code(caller: Caller) -> str:
        with client.calling(caller=caller):
            try:
                return echo.own(Named(account_number="180000001")).text
            except Refusal as refusal:
                return refusal.code

    owner = Caller("u1", "customer", frozenset({"180000001"}))
    assert code(owner) == "customer 180000001"
    assert code(Caller("s1", "operator")) == "operator 180000001"
    assert code(Caller("u2", "customer", frozenset({"180000002"}))) == "account_not_found"
    assert code(Caller()) == "forbidden"
    assert code(Caller("u1", "customer", owner.owns, scopes=frozenset({"other"}))) == "forbidden"
    assert code(Caller("u1", "customer", owner.owns, scopes=frozenset({"read"}))) == "customer 180000001"


def test_nobody_waits_longer_than_the_deadline(client: RpcClient, echo: EchoRpc, house: House) -> None:
    with pytest.raises(RpcTimeout), client.calling(deadline=time.time() + 0.5):
        echo.wait(Wait(seconds=20, mark="late"))
    assert "ended late" not in house.done()
    until(lambda: "exceeded its deadline" in house.log(house.processes[0]))
    assert "ended late" not in house.done()


@pytest.mark.case("E4")
def test_a_deadline_inside_a_query_leaves_the_pool_sound(client: RpcClient, echo: EchoRpc, house: House) -> None:
    calls = {str(n): (lambda: echo.wait(Wait(seconds=5, mark="query"))) for n in range(8)}
    with client.calling(deadline=time.time() + 0.7):
        assert all(isinstance(answer, RpcTimeout) for answer in client.parallel(calls).values())
    until(lambda: house.log(house.processes[0]).count("exceeded its deadline") == 8)
    answers = client.parallel({str(n): lambda: echo.tell(Greeting(text="unheard")) for n in range(20)})
    assert all(isinstance(answer, Greeting) for answer in answers.values())


def test_the_process_serves_while_queries_wait_and_passwords_are_hashed(client: RpcClient, echo: EchoRpc) -> None:
    def patiently(slow: Callable[[Wait], Greeting]) -> Greeting:
        with client.calling(deadline=time.time() + 60):
            return slow(Wait(seconds=3, mark="query"))

    echo.greet(Greeting(text="connect first"))
    for slow in (echo.hash, echo.wait):
        with ThreadPoolExecutor() as threads:
            busy = [threads.submit(patiently, slow) for _ in range(4)]
            time.sleep(0.2)
            echo.greet(Greeting(text="meanwhile"))
            assert not any(answer.done() for answer in busy)
            assert [answer.result().text for answer in busy] == ["query"] * 4


@pytest.mark.case("B9")
def test_an_expired_call_is_not_executed(client: RpcClient, echo: EchoRpc, house: House) -> None:
    echo.greet(Greeting(text="the queue exists"))
    house.processes[0].terminate()
    house.processes[0].wait(60)
    with pytest.raises(RpcTimeout), client.calling(deadline=time.time() + 0.5):
        echo.wait(Wait(seconds=0, mark="stale"))
    house.start()
    echo.greet(Greeting(text="alive"))
    assert house.done() == []


@pytest.mark.case("B8")
def test_an_unknown_service_is_told_at_once(client: RpcClient) -> None:
    with pytest.raises(ServiceUnavailable, match="no such service"):
        client.stub(EchoRpc, "nowhere").greet(Greeting(text="?"))


def test_parallel_calls_run_side_by_side(client: RpcClient, echo: EchoRpc, house: House) -> None:
    echo.greet(Greeting(text="connect first"))
    answers = client.parallel(
        {
            "a": lambda: echo.wait(Wait(seconds=2, mark="a")),
            "b": lambda: echo.wait(Wait(seconds=2, mark="b")),
            "refused": lambda: echo.refuse(Why(code="declared")),
        }
    )
    assert {what.split()[0] for what in house.done()[:2]} == {"began"}, "both began before either ended"
    assert (answers["a"].text, answers["b"].text) == ("a", "b")
    assert isinstance(answers["refused"], Refusal)


@pytest.mark.case("G1")
def test_sigterm_lets_the_work_in_flight_end_and_nothing_runs_twice(echo: EchoRpc, house: House) -> None:
    with ThreadPoolExecutor() as threads:
        answer = threads.submit(echo.wait, Wait(seconds=2, mark="in flight"))
        until(lambda: "began in flight" in house.done())
        house.processes[0].terminate()
        time.sleep(0.3)
        house.processes[0].terminate()
        assert answer.result() == Greeting(text="in flight")
    assert house.processes[0].wait(60) == 0
    assert house.depth("rpc-echo") == 0
    house.start()
    echo.greet(Greeting(text="alive"))
    assert house.done() == ["began in flight", "ended in flight"]


def test_a_killed_command_is_repeated_without_a_second_effect(client: RpcClient, house: House) -> None:
    def command() -> Greeting:
        with client.calling(deadline=time.time() + 60):
            return client.stub(EchoRpc).command(Command(key="k", text="slowly"))

    with ThreadPoolExecutor() as threads:
        answer = threads.submit(command)
        until(lambda: house.done() == ["slowly"])
        house.processes[0].kill()
        house.start()
        assert answer.result() == Greeting(text="done slowly")
    assert house.done() == ["slowly"]


def test_a_key_gives_the_first_answer_and_no_other_content(echo: EchoRpc, house: House) -> None:
    with ThreadPoolExecutor(4) as threads:
        twins = list(threads.map(lambda _: echo.command(Command(key="k", text="once")), range(4)))
    assert set(twins) == {Greeting(text="done once")} and house.done() == ["once"]
    with pytest.raises(Refusal) as conflict:
        echo.command(Command(key="k", text="other"))
    assert conflict.value.code == "idempotency_conflict"


@pytest.mark.case("B7")
def test_a_lost_connection_ends_the_calls_on_it_at_once_and_no_later_one(client: RpcClient, house: House) -> None:
    """Answers come to a queue of the connection: it cannot expire before the connection ends."""

    def endless() -> object:
        with client.calling(deadline=time.time() + 120):
            return client.stub(EchoRpc).wait(Wait(seconds=5, mark="endless"))

    with ThreadPoolExecutor() as threads:
        answer = threads.submit(endless)
        until(lambda: house.done() == ["began endless"])
        link = client._connection
        assert link is not None
        link.submit(lambda: link.reset("a test"))
        assert isinstance(answer.exception(60), RpcTimeout)
    echo = client.stub(EchoRpc)
    until(lambda: _answers(echo))


def _answers(echo: EchoRpc) -> bool:
    try:
        return echo.greet(Greeting(text="?")).text == "?"
    except CallFailed:
        return False
