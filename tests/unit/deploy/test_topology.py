"""Every fact of the contracts has a queue with retries and dead letters before anybody publishes it."""

from contracts.flows import CONSUMERS
from deploy.provisioning.topology import wanted


def test_each_consumer_of_each_fact_has_its_queues() -> None:
    plan = wanted((5, 30))
    names = {queue.name for queue in plan.queues}
    for event, consumers in CONSUMERS.items():
        assert f"{event.SOURCE}.events" in plan.exchanges
        for consumer in consumers:
            main = f"{consumer}.{event.TYPE}"
            assert {main, f"{main}.dead", "wait.5", "wait.30"} <= names
    assert "nameko-rpc" in plan.exchanges
