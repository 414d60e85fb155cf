"""The RPC client: one connection for any number of threads, and no wait beyond the deadline.

Replies are matched with calls by correlation id. They arrive in a queue of this connection, by the exchange of the
calls under the key `reply.<broker user>.<random>`: nobody else may read it, and services need no right to write to
queues by their names. A lost connection loses the queue with its replies, and the calls fail at once with RpcTimeout.

Each call is signed, when the process has a key (`chassis.rpc.identity`).
"""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from typing import Any, TypeVar, cast

from pika import BasicProperties

from chassis.amqp.address import user_of
from chassis.amqp.connection import BrokerConnection
from chassis.amqp.names import RPC_EXCHANGE, reply_key
from chassis.context import CALLER, DEADLINE, NOBODY, Caller, Context, current, entered, trace_headers
from chassis.errors import CallFailed, Refusal, RpcTimeout, ServiceUnavailable
from chassis.rpc.identity import IDENTITY, Call, Signer
from chassis.rpc.pending_call import PendingCall, Remote, count_call, remote

Contract = TypeVar("Contract")

_CONNECT_GRACE = 1.0
"""Seconds that a call waits for a reconnect before it fails."""

_collecting: ContextVar[bool] = ContextVar("rpc_collecting", default=False)


class RpcClient:
    """Thread-safe. Create it before a fork; `start()` it after (gunicorn's post_fork) or let the first call do so."""

    def __init__(
        self,
        amqp_url: str,
        *,
        signer: Signer | None = None,
        timeout: float = 5,
        max_pending: int = 512,
        name: str = "rpc-client",
    ) -> None:
        self._url, self._timeout, self._max_pending, self._name = amqp_url, timeout, max_pending, name
        self._signer, self._user = signer, user_of(amqp_url)
        self._reply_to = ""
        self._pending: dict[str, PendingCall] = {}
        self._channel: Any = None
        self._ready = threading.Event()
        self._starting = threading.Lock()
        self._connection: BrokerConnection | None = None

    def start(self) -> None:
        """Start connecting, once; returns at once."""
        with self._starting:
            if self._connection is None:
                self._connection = BrokerConnection(self._url, self._name, self._opened, self._lost)
                self._connection.start()

    def close(self) -> None:
        """Close the connection; calls in flight fail."""
        if self._connection is not None:
            self._connection.stop()

    @property
    def connected(self) -> bool:
        """Whether a call can be sent now."""
        return self._ready.is_set() and self._connection is not None and not self._connection.blocked

    def stub(self, contract: type[Contract], service: str | None = None) -> Contract:
        """Returns an object with the methods of the contract; `BillingRpc` is served by "billing" by default.

        Its methods raise the service's Refusal, or RpcTimeout, ServiceUnavailable, RemoteFailure.
        """
        return cast(Contract, _Stub(self, remote(cast(Any, contract), service)))

    @contextmanager
    def calling(
        self, caller: Caller = NOBODY, request_id: str | None = None, deadline: float | None = None
    ) -> Iterator[Context]:
        """Make the calls of the block on behalf of `caller`; `deadline` is in seconds since the epoch."""
        here = current()
        until = deadline if deadline is not None else time.time() + self._timeout
        asked = replace(here, request_id=request_id or here.request_id, caller=caller, deadline=until)
        with entered(asked) as context:
            yield context

    def parallel(self, calls: Mapping[str, Callable[[], Any]]) -> dict[str, Any]:
        """Send all calls, then wait for all replies; a call that failed has its exception as the value.

        Each item makes exactly one call of a stub and returns its result unchanged: `lambda: billing.get_bill(key)`.
        While the calls are sent, a context variable makes `call` return the pending call instead of waiting for it.
        """
        token = _collecting.set(True)
        try:
            sent = {name: _attempt(call) for name, call in calls.items()}
        finally:
            _collecting.reset(token)
        return {name: _attempt(x.answer) if isinstance(x, PendingCall) else x for name, x in sent.items()}

    def call(self, method: Remote, arguments: Mapping[str, Any]) -> Any:
        """Send a call and return its result; inside `parallel` return the pending call."""
        pending = self._send(method, method.operation.encode_call(arguments))
        return pending if _collecting.get() else pending.answer()

    def _send(self, method: Remote, body: bytes) -> PendingCall:
        context = current()
        deadline = context.deadline if context.deadline is not None else time.time() + self._timeout
        left = deadline - time.time()
        if left <= 0:
            raise RpcTimeout(method.route, "the deadline had passed before the call")
        try:
            connection = self._connected(method, left)
        except ServiceUnavailable:
            count_call(method, "unavailable", 0.0)
            raise
        pending = PendingCall(method, deadline, self._pending.pop)
        self._pending[pending.id] = pending
        call = Call(method.route, pending.id, self._reply_to, context.caller.dump(), int(deadline * 1000), body)
        properties = BasicProperties(
            content_type="application/json",
            content_encoding="utf-8",
            headers=self._headers(pending.span.within(context), call),
            correlation_id=call.id,
            reply_to=call.reply_to,
            expiration=str(int(left * 1000)),
            user_id=self._user,
        )
        connection.submit(lambda: self._publish(pending, body, properties))
        return pending

    def _headers(self, context: Context, call: Call) -> dict[str, Any]:
        headers = trace_headers(context) | {CALLER: call.caller, DEADLINE: call.deadline}
        if self._signer is not None:
            headers[IDENTITY] = self._signer.sign(call)
        return headers

    def _connected(self, method: Remote, left: float) -> BrokerConnection:
        if self._connection is None:
            self.start()
        connection = self._connection
        if connection is None or not (self._ready.is_set() or self._ready.wait(min(left, _CONNECT_GRACE))):
            raise ServiceUnavailable(method.route, "no connection to the broker")
        if connection.blocked:
            raise ServiceUnavailable(method.route, "the broker has blocked the connection")
        if len(self._pending) >= self._max_pending:
            raise ServiceUnavailable(method.route, "too many pending calls")
        return connection

    def _publish(self, pending: PendingCall, body: bytes, properties: Any) -> None:
        if pending.id in self._pending:
            self._channel.basic_publish(RPC_EXCHANGE, pending.method.route, body, properties, mandatory=True)

    def _opened(self, channel: Any) -> None:
        self._channel = channel
        self._reply_to = reply_key(self._user)
        channel.add_on_return_callback(self._returned)
        channel.exchange_declare(RPC_EXCHANGE, passive=True)
        channel.queue_declare(self._reply_to, exclusive=True)
        channel.queue_bind(self._reply_to, RPC_EXCHANGE, self._reply_to)
        channel.basic_consume(self._reply_to, self._replied, auto_ack=True, callback=lambda _: self._ready.set())

    def _lost(self) -> None:
        self._ready.clear()
        for pending in list(self._pending.values()):
            pending.fail(RpcTimeout(pending.method.route, "the connection was lost while waiting"))

    def _replied(self, _channel: Any, _method: Any, properties: Any, body: bytes) -> None:
        pending = self._pending.get(properties.correlation_id)
        if pending is not None:
            pending.complete(body)

    def _returned(self, _channel: Any, _method: Any, properties: Any, _body: bytes) -> None:
        pending = self._pending.get(properties.correlation_id)
        if pending is not None:
            pending.fail(ServiceUnavailable(pending.method.route, "no such service"))


def _attempt(call: Callable[[], Any]) -> Any:
    try:
        return call()
    except (Refusal, CallFailed) as failure:
        return failure


class _Stub:
    """The methods of one contract, as attributes."""

    def __init__(self, client: RpcClient, methods: Mapping[str, Remote]) -> None:
        self._client, self._methods = client, methods

    def __getattr__(self, name: str) -> Callable[..., Any]:
        try:
            method = self._methods[name]
        except KeyError:
            raise AttributeError(f"the contract has no method {name}") from None

        def call(*args: Any, **kwargs: Any) -> Any:
            return self._client.call(method, dict(zip(method.operation.parameters, args, strict=False)) | kwargs)

        self.__dict__[name] = call
        return call
