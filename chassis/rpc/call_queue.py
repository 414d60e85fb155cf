"""The queue of a service's calls: replicated, so that the loss of a node of the broker loses no service."""

# mypy: disable-error-code="no-untyped-call,attr-defined"

from typing import Any

from amqp.exceptions import NotFound
from kombu import Exchange, Queue

from chassis.amqp.names import RPC_EXCHANGE, call_queue


class CallQueue(Queue):  # type: ignore[misc]
    """A quorum queue with all calls of the service.

    One that exists stays as it is, because the arguments of a queue cannot change: former releases made classic queues,
    which live on one node, and consume them while both releases run. `./cabinet broker renew` replaces those.
    """

    def queue_declare(self, nowait: bool = False, passive: bool = False, channel: Any = None) -> Any:
        """Declare the queue unless it exists."""
        with (channel or self.channel).connection.channel() as asking:
            try:
                return super().queue_declare(passive=True, channel=asking)
            except NotFound:
                pass  # which has closed that channel
        return super().queue_declare(nowait=nowait, passive=passive, channel=channel)


def calls_of(service: str) -> CallQueue:
    """Returns the queue of a service's calls, bound to all of them."""
    # The topology step has declared the exchange; a service may only bind to it.
    exchange = Exchange(RPC_EXCHANGE, type="topic", durable=True, no_declare=True)
    arguments = {"x-queue-type": "quorum"}
    return CallQueue(call_queue(service), exchange, f"{service}.*", durable=True, queue_arguments=arguments)
