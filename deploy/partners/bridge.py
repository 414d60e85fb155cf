"""Carries facts from our side to a partner's: taken in batches, narrowed, confirmed by the broker, then acknowledged.

An event reaches the partner at least once; its id tells a repetition. A partner whose queue is full, or whose virtual
host is gone, stops his own thread only.
"""

import logging
import threading
import time
from typing import Any
from urllib.parse import quote, urlsplit

import pika
from pika.exceptions import AMQPError
from pydantic import ValidationError

from chassis.amqp.address import pika_parameters
from chassis.amqp.publisher import ConfirmedPublisher, Outgoing
from chassis.errors import ServiceUnavailable
from deploy.partners.channel import inner_queue, vhost_of
from deploy.partners.envelope import narrowed
from deploy.partners.register import Partner

log = logging.getLogger(__name__)
_BATCH, _LULL_SECONDS, _CONFIRM_SECONDS, _LONGEST_PAUSE = 200, 0.2, 10.0, 30.0


def beside(amqp_url: str, partner: str) -> str:
    """The same broker and user, in the partner's virtual host."""
    vhost = urlsplit(amqp_url).path.lstrip("/")
    return urlsplit(amqp_url)._replace(path="/" + quote(vhost_of(vhost, partner), safe="")).geturl()


class Bridge(threading.Thread):
    """The thread of one partner; `stopping` ends it."""

    def __init__(self, amqp_url: str, partner: Partner) -> None:
        super().__init__(name=f"bridge-{partner.name}", daemon=True)
        self._url, self._partner = amqp_url, partner
        self._publisher = ConfirmedPublisher(beside(amqp_url, partner.name), f"bridge-{partner.name}")
        self.stopping = threading.Event()

    def run(self) -> None:
        self._publisher.start()
        pause = 0.5
        while not self.stopping.is_set():
            try:
                self._carry()
                pause = 0.5
            except (AMQPError, ServiceUnavailable, OSError) as outage:
                log.warning("partner %s waits: %s", self._partner.name, type(outage).__name__)
                self.stopping.wait(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)
        self._publisher.stop()

    def _carry(self) -> None:
        parameters = pika_parameters(self._url)
        parameters.blocked_connection_timeout, parameters.socket_timeout = 5, 5
        with pika.BlockingConnection(parameters) as connection, connection.channel() as channel:
            channel.basic_qos(prefetch_count=_BATCH)
            taken: list[tuple[int, Outgoing]] = []
            since = time.monotonic()
            for method, properties, body in channel.consume(
                inner_queue(self._partner.name), inactivity_timeout=_LULL_SECONDS
            ):
                if method is not None:
                    taken += self._read(channel, method, properties, body)
                if taken and (method is None or len(taken) >= _BATCH or time.monotonic() - since > 1):
                    self._pass_on(channel, taken)
                if not taken:
                    since = time.monotonic()
                if self.stopping.is_set():
                    return

    def _read(self, channel: Any, method: Any, properties: Any, body: bytes) -> list[tuple[int, Outgoing]]:
        """The delivery as a partner's event; what he shall not hear any more is dropped, what is broken is parked."""
        model = self._partner.models.get(method.routing_key)
        if model is None:
            channel.basic_ack(method.delivery_tag)
            return []
        try:
            return [(method.delivery_tag, narrowed(model, body, properties.headers or {}))]
        except (ValidationError, KeyError) as wrong:
            log.error("a fact of %s breaks its contract: %s", method.routing_key, type(wrong).__name__)
            channel.basic_reject(method.delivery_tag, requeue=False)
            return []

    def _pass_on(self, channel: Any, taken: list[tuple[int, Outgoing]]) -> None:
        """Acknowledge what the broker has confirmed; the rest stays ours and is tried again."""
        confirmed, returned = self._publisher.publish([event for _, event in taken], _CONFIRM_SECONDS)
        for tag, event in list(taken):
            if event.id in confirmed:
                channel.basic_ack(tag)
                taken.remove((tag, event))
        if taken:
            log.warning("partner %s: %d events not taken (%d unroutable)", self.name, len(taken), len(returned))
            channel.connection.sleep(1)
