"""Carries events from our queue to a partner's: read in batches, narrowed, confirmed by the broker, then acknowledged.

An event reaches the partner at least once; its id tells a repetition. A partner whose queue is full, or whose virtual
host is gone, stops their own thread only.
"""

import logging
import threading
from urllib.parse import quote, urlsplit

from prometheus_client import Counter, Gauge
from pydantic import ValidationError

from chassis.amqp.publisher import ConfirmedPublisher, Outgoing
from chassis.amqp.reader import Delivery, QueueReader, reading
from chassis.amqp.trust import Trust
from chassis.errors import ServiceUnavailable
from chassis.telemetry import metrics
from chassis.telemetry.exposition import begin_with_zero
from services.partners_bridge.channel import inner_queue, vhost_of
from services.partners_bridge.envelope import narrowed
from services.partners_bridge.registry import Partner

log = logging.getLogger(__name__)
CONNECTED = Gauge("cabinet_partner_connected", "Whether events of a partner can be carried now: 1 or 0", ["partner"])
CARRIED = Counter(
    "cabinet_partner_events_total", "Events of a partner, by outcome: passed_on, retried, dead", ["partner", "outcome"]
)
_BATCH, _CONFIRM_SECONDS, _LONGEST_PAUSE = 200, 10.0, 30.0


def beside(amqp_url: str, partner: str) -> str:
    """Returns the address of the same broker and user in the partner's virtual host."""
    vhost = urlsplit(amqp_url).path.lstrip("/")
    return urlsplit(amqp_url)._replace(path="/" + quote(vhost_of(vhost, partner), safe="")).geturl()


class Bridge(threading.Thread):
    """The thread of one partner; `stopping` ends it. An event is carried when `trust` believes who published it."""

    def __init__(self, amqp_url: str, partner: Partner, trust: Trust) -> None:
        super().__init__(name=f"bridge-{partner.name}", daemon=True)
        self._url, self._partner, self._trust = amqp_url, partner, trust
        self._publisher = ConfirmedPublisher(beside(amqp_url, partner.name), f"bridge-{partner.name}")
        self.stopping = threading.Event()

    def run(self) -> None:
        self._publisher.start()
        CONNECTED.labels(self._partner.name).set(0)
        begin_with_zero(CARRIED, [self._partner.name], ("passed_on", "retried", "dead"))
        pause = 0.5
        while not self.stopping.is_set():
            try:
                self._carry()
                pause = 0.5
            except ServiceUnavailable as outage:
                CONNECTED.labels(self._partner.name).set(0)
                log.warning("partner %s: broker unavailable, retrying in %s s: %s", self._partner.name, pause, outage)
                self.stopping.wait(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)
        self._publisher.stop()
        CONNECTED.remove(self._partner.name)

    def _carry(self) -> None:
        with reading(self._url, inner_queue(self._partner.name), _BATCH) as reader:
            CONNECTED.labels(self._partner.name).set(1)
            taken: list[tuple[Delivery, Outgoing]] = []
            for deliveries in reader.batches():
                for delivery in deliveries:
                    taken += self._read(reader, delivery)
                if taken:
                    self._pass_on(reader, taken)
                if self.stopping.is_set():
                    return

    def _read(self, reader: QueueReader, delivery: Delivery) -> list[tuple[Delivery, Outgoing]]:
        """Returns the delivery as a partner's event.

        Drops an event that the partner no longer receives; one that breaks its contract, or that was not published by
        its source, becomes a dead letter.
        """
        model = self._partner.models.get(delivery.routing_key)
        if model is None:
            reader.acknowledge(delivery)
            return []
        if not self._trusted(model.OF.SOURCE, delivery):
            reader.reject(delivery)
            return []
        try:
            return [(delivery, narrowed(model, delivery.body, delivery.headers))]
        except (ValidationError, KeyError) as wrong:
            log.error("event %s breaks its contract, dead-lettered: %s", delivery.routing_key, type(wrong).__name__)
            reader.reject(delivery)
            CARRIED.labels(self._partner.name, "dead").inc()
            return []

    def _trusted(self, source: str, delivery: Delivery) -> bool:
        """As the consumers of our services decide: nameless events pass while a release without names may run."""
        if self._trust.publishes(source, delivery.user):
            return True
        tolerated = delivery.user is None and not self._trust.enforce
        metrics.UNTRUSTED.labels("event", "tolerated" if tolerated else "refused").inc()
        if not tolerated:
            publisher = delivery.user or "nobody"
            log.error("%s: %s published by %s, dead-lettered", self.name, delivery.routing_key, publisher)
        return tolerated

    def _pass_on(self, reader: QueueReader, taken: list[tuple[Delivery, Outgoing]]) -> None:
        """Acknowledges what the broker has confirmed; the rest stays in our queue and is tried again."""
        confirmed, returned = self._publisher.publish([event for _, event in taken], _CONFIRM_SECONDS)
        for delivery, event in list(taken):
            if event.id in confirmed:
                reader.acknowledge(delivery)
                taken.remove((delivery, event))
        CARRIED.labels(self._partner.name, "passed_on").inc(len(confirmed))
        if taken:
            CARRIED.labels(self._partner.name, "retried").inc(len(taken))
            log.warning("%s: %d events not confirmed (%d unroutable), retrying", self.name, len(taken), len(returned))
            reader.wait(1)
