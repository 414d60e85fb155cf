"""The RPC entrypoint: verify who asks, decode, authorize, run within the deadline, reply, acknowledge."""

import json
import logging
import re
import time
from typing import Any

import amqp
from amqp import spec
from eventlet import Timeout
from nameko import rpc as nameko_rpc
from nameko.extensions import Entrypoint

from chassis.amqp.consumer import QueueConsumer
from chassis.amqp.names import REPLY_KEY, RPC_EXCHANGE
from chassis.amqp.trust import Trust
from chassis.context import Context, entered, from_headers
from chassis.database.sessions import OUTAGES
from chassis.errors import CallFailed, DeadlineExceeded, Refusal
from chassis.rpc.access import admit, subjects
from chassis.rpc.contract import Operation
from chassis.rpc.identity import IDENTITY, Forged, Verifier, received
from chassis.rpc.repetitions import Taken
from chassis.telemetry import metrics, traces
from chassis.telemetry.logs import bind_account
from chassis.telemetry.traces import Kind

log = logging.getLogger(__name__)

_FORMER_REPLY_KEY = re.compile(r"amq\.rabbitmq\.reply-to\..{1,255}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""Where callers of the former release and nameko's own wait. No other place gets a reply: it may be a call."""
_FAULTS = frozenset({"deadline", "unavailable", "internal", "expired"})
"""Outcomes that are failures of ours; a refusal is an answer."""
_LONGEST = 60.0
"""Seconds that a method may take when the caller sets no deadline, or a later one."""


class RpcConsumer(nameko_rpc.RpcConsumer):  # type: ignore[misc]
    """Consumes the queue of all methods of the service; replies use the channel that acknowledges the request."""

    queue_consumer = QueueConsumer()

    def setup(self) -> None:
        super().setup()
        self.queue.exchange.no_declare = True  # the topology step has declared it; a service may only bind to it
        self._routes: dict[str, Rpc] = {}

    def handle_message(self, message: Any) -> None:
        """Start the method that the routing key names."""
        route = message.delivery_info["routing_key"]
        if route not in self._routes:
            self._routes = {f"{self.container.service_name}.{p.method_name}": p for p in self._providers}
        entrypoint = self._routes.get(route)
        if entrypoint is None:
            self.reply(message, _error("MethodNotFound", [route.rpartition(".")[2]]))
        else:
            self.container.spawn_worker(entrypoint, (message,), {})

    def reply(self, message: Any, body: bytes | None) -> None:
        """Publish the reply and acknowledge the request, in this order on one channel.

        Either both reach the broker or the request is delivered again. When the connection is gone, the broker has
        taken the request back already.
        """
        try:
            with self.queue_consumer.coalesced():
                if body is not None and message.channel.connection is not None:
                    _publish_reply(message, body, self.container.config["trust"])
                self.queue_consumer.ack_message(message)
        except (OSError, amqp.exceptions.AMQPError) as failure:
            log.warning("reply not sent, the broker redelivers the request: %s", type(failure).__name__)
            self.queue_consumer.forget(message)


class Rpc(Entrypoint):  # type: ignore[misc]
    """One method of the contract."""

    rpc_consumer = RpcConsumer()

    def __init__(self, operation: Operation, verifier: Verifier, taken: Taken, **kwargs: Any) -> None:
        self._operation, self._verifier, self._taken = operation, verifier, taken
        self._warned = False
        super().__init__(**kwargs)

    def setup(self) -> None:
        self.rpc_consumer.register_provider(self)

    def stop(self) -> None:
        self.rpc_consumer.unregister_provider(self)

    def run(self, service: Any, message: Any) -> None:
        """Process one request, from its raw body to its acknowledgement, in the worker's greenlet."""
        started = time.perf_counter()
        with entered(from_headers(message.headers)) as context, self._span(service) as span:
            outcome, body = self._answer(service, message, context)
            self.rpc_consumer.reply(message, body)
            span.set("cabinet.outcome", outcome)
            if outcome in _FAULTS:
                span.fail(outcome)
        metrics.RPC_SERVED.labels(self.method_name, outcome).observe(time.perf_counter() - started)

    def _span(self, service: Any) -> traces.Span:
        return traces.span(
            f"{service.name}/{self.method_name}", Kind.SERVER, traces.of_call(service.name, self.method_name)
        )

    def _answer(self, service: Any, message: Any, context: Context) -> tuple[str, bytes | None]:
        left = min(context.remaining(_LONGEST), _LONGEST)
        if left <= 0:
            return "expired", None
        try:
            with Timeout(left, DeadlineExceeded()):
                self._verify(message)
                return "ok", b'{"result":%s,"error":null}' % self._call(service, message.body, context)
        except Refusal as refusal:
            if refusal.code in self._operation.refusals:
                return "refused", _refusal(refusal)
            log.exception(
                "%s refused with a code that its contract does not declare, answered as internal", self.method_name
            )
            return "internal", _refusal(Refusal("internal", ""))
        except DeadlineExceeded:
            log.warning("%s exceeded its deadline", self.method_name)
            return "deadline", _refusal(Refusal("deadline", "Сервис не успел ответить"))
        except (*OUTAGES, CallFailed) as outage:
            log.warning("%s: dependency unavailable: %s", self.method_name, outage, exc_info=True)
            return "unavailable", _refusal(Refusal("unavailable", "Сервис временно недоступен"))
        except Exception:
            log.exception("%s failed", self.method_name)
            return "internal", _refusal(Refusal("internal", ""))

    def _verify(self, message: Any) -> None:
        """Refuse a call whose identity is not signed as it must be; during an upgrade an unsigned one is let in."""
        trust: Trust = self.container.config["trust"]
        try:
            self._prove(message, trust)
        except Forged as forged:
            tolerated = not trust.enforce and IDENTITY not in message.headers
            metrics.UNTRUSTED.labels("call", "tolerated" if tolerated else "refused").inc()
            if not (tolerated and self._warned):
                log.warning("call of %s is not trusted: %s", self.method_name, forged)
                self._warned = tolerated
            if not tolerated:
                raise Refusal("forbidden", "Сервис не признал отправителя вызова") from None

    def _prove(self, message: Any, trust: Trust) -> None:
        body = message.body.encode() if isinstance(message.body, str) else message.body
        given = message.headers.get(IDENTITY)
        if given is None:
            raise Forged("unsigned")
        call = received(message.delivery_info["routing_key"], message.properties, message.headers, body)
        process = self._verifier.verify(call, given)
        if not trust.calls(process, message.properties.get("user_id")):
            raise Forged("published by another user")
        redelivered = bool(message.delivery_info.get("redelivered"))
        if not self._taken.first(call.id, call.deadline / 1000, redelivered=redelivered):
            raise Forged("was made before")

    def _call(self, service: Any, body: bytes, context: Context) -> bytes:
        arguments = self._operation.decode(body)
        access = self._operation.access
        if access is not None:
            request = next(iter(arguments.values()), None)
            admit(access, context.caller, request)
            bind_account(",".join(subjects(access, request)) or None)
        return self._operation.encode(getattr(service, self.method_name)(**arguments))


def _refusal(refusal: Refusal) -> bytes:
    return _error("Refusal", [refusal.code, refusal.message, refusal.field, refusal.details])


def _error(kind: str, arguments: list[Any]) -> bytes:
    error = {"exc_type": kind, "exc_path": kind, "exc_args": arguments, "value": str(arguments[0])}
    return json.dumps({"result": None, "error": error}).encode()


def _publish_reply(message: Any, body: bytes, trust: Trust) -> None:
    to = message.properties.get("reply_to") or ""
    if not (REPLY_KEY.fullmatch(to) or (not trust.enforce and _FORMER_REPLY_KEY.fullmatch(to))):
        return
    reply = amqp.Message(
        body,
        content_type="application/json",
        content_encoding="utf-8",
        delivery_mode=1,
        correlation_id=message.properties.get("correlation_id"),
    )
    exchange = "" if to.startswith("amq.") else RPC_EXCHANGE
    # Not basic_publish: it would read from the socket while the consumer reads.
    message.channel.send_method(spec.Basic.Publish, "Bssbb", (0, exchange, to, False, False), reply)
