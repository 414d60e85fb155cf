"""The plan of exchanges and queues is what the reader of an ADR expects."""

import pytest
from pika.exceptions import ConnectionClosedByBroker

from chassis.events import topology


def test_each_consumer_has_its_family_of_queues() -> None:
    flows = [topology.Flow("a.done.v1", "a", ("b", "c")), topology.Flow("a.alone.v1", "a", ())]
    plan = topology.plan(flows, (5, 30))
    assert plan.exchanges["a.events"] == ("topic", {"alternate-exchange": "unrouted"})
    queues = {queue.name: queue for queue in plan.queues}
    assert set(queues) == {"unrouted", "wait.5", "wait.30"} | {
        f"{who}.a.done.v1{tail}" for who in "bc" for tail in ("", ".dead")
    }
    assert queues["b.a.done.v1"].bindings == (("a.events", "a.done.v1"), ("b.queues", "b.a.done.v1"))
    assert queues["b.a.done.v1.dead"].bindings == (("b.queues", "b.a.done.v1.dead"),)
    assert queues["b.a.done.v1"].arguments["x-dead-letter-routing-key"] == "b.a.done.v1.dead"
    assert queues["wait.5"].bindings == (
        ("wait.5", ""),
        ("b.wait.5", "b.a.done.v1"),
        ("c.wait.5", "c.a.done.v1"),
    ), "a service makes only its own deliveries wait"
    waiting = queues["wait.5"].arguments
    assert (waiting["x-message-ttl"], waiting["x-dead-letter-exchange"]) == (5000, "")
    assert "x-dead-letter-routing-key" not in waiting, "back to the queue that the delivery names"
    assert waiting["x-dead-letter-strategy"] == "at-least-once"
    names = [queue.name for queue in plan.queues]
    assert names.index("b.a.done.v1.dead") < names.index("b.a.done.v1"), "first where letters go, then where from"


class Declaring:
    """A declaration that the broker ends with these codes, and then lets pass."""

    def __init__(self, *codes: int) -> None:
        self.codes = list(codes)

    def __call__(self) -> None:
        if self.codes:
            raise ConnectionClosedByBroker(self.codes.pop(0), "cluster_not_formed")


def test_a_queue_without_a_leader_is_declared_again() -> None:
    declaring = Declaring(541, 541)
    topology.once_leaders_are_elected(declaring)
    assert not declaring.codes


@pytest.mark.parametrize(("codes", "patience", "left"), [((541, 541), 0, 1), ((320, 541), 30, 1)])
def test_a_broker_that_never_elects_and_one_that_goes_are_told(
    codes: tuple[int, ...], patience: int, left: int
) -> None:
    declaring = Declaring(*codes)
    with pytest.raises(ConnectionClosedByBroker):
        topology.once_leaders_are_elected(declaring, patience)
    assert len(declaring.codes) == left
