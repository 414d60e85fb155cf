"""`python -m deploy.provisioning.topology`: declares on the broker every exchange and queue that the contracts name.

Runs before anything publishes, because an event without a queue would be lost. Repeating it changes nothing.
Reads AMQP_URL (a user who may configure everything) and RETRY_SECONDS, which the services must share.
"""

from collections.abc import Iterator

from chassis.events.topology import Flow, Plan, declare, plan
from chassis.settings import ProcessSettings, load
from contracts.flows import CONSUMERS


def flows() -> Iterator[Flow]:
    """Yields who publishes which event and who consumes it, from the contracts."""
    for event, consumers in CONSUMERS.items():
        yield Flow(event.TYPE, event.SOURCE, consumers)


def wanted(retry_seconds: tuple[int, ...]) -> Plan:
    return plan(flows(), retry_seconds)


def main() -> None:
    settings = load(ProcessSettings)
    topology = wanted(settings.retry_seconds)
    declare(settings.amqp_url, topology)
    print(f"{len(topology.exchanges)} exchanges and {len(topology.queues)} queues")


if __name__ == "__main__":
    main()
