"""A call through the gateway's client against a bare AMQP echo and against nameko's own stand-alone proxy."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress

import pika
from nameko.standalone.rpc import ClusterRpcProxy
from pika.exceptions import ChannelClosedByBroker

from chassis.context import Caller
from chassis.rpc.client import RpcClient
from tests.bench.baselines.bare_echo import QUEUE, BareEcho
from tests.bench.echo import Echo, EchoRpc
from tests.bench.table import Row
from tests.bench.timing import Timing, one_by_one, together
from tests.bench.traces import collector, milliseconds_when_off
from tests.support import bus
from tests.support.server_pool import vhosts

SECONDS = 4.0
_TEXT = "показания 12345"


def rows() -> list[Row]:
    """Latency one by one and calls a second from eight threads, all in one run on one broker."""
    with vhosts() as make:
        url = make()
        with (
            _running("tests.bench.echo_main", url, "rpc-echo"),
            _running("tests.bench.baselines.bare_echo", url, QUEUE),
        ):
            bare = _bare(url)
            ours, ours_together = _ours(bus.client(url))
        with _running("tests.bench.echo_main", url, "rpc-echo", BUS_TRUST="warn"):
            unsigned, _ = _ours(RpcClient(url))
        with (
            collector() as endpoint,
            _running("tests.bench.echo_main", url, "rpc-echo", OTEL_EXPORTER_OTLP_ENDPOINT=endpoint),
        ):
            traced, _ = _ours(bus.client(url))
        with _running("tests.bench.baselines.nameko_echo", url, "rpc-stock_echo"):
            stock = _stock(url)
    off = milliseconds_when_off()
    return [
        Row("Traces, not recorded", f"{off:.4f} ms a call", "a call", _ms(ours), off / ours.p50, "<= 0.03"),
        Row("RPC, every call recorded", _ms(traced), "not recorded", _ms(ours), traced.p50 / ours.p50, "<= 1.3"),
        Row("RPC, one by one, p50", _ms(ours), "bare AMQP echo", _ms(bare), ours.p50 / bare.p50, "<= 1.6"),
        Row(
            "RPC, one by one, p50", _ms(ours), "nameko's proxy and service", _ms(stock), ours.p50 / stock.p50, "<= 1.0"
        ),
        Row("RPC, one by one, p50", _ms(ours), "ours unsigned", _ms(unsigned), ours.p50 / unsigned.p50, "<= 1.3"),
        Row(
            "RPC from 8 threads",
            f"{ours_together.per_second:.0f}/s, p99 {ours_together.p99:.1f} ms",
            "nameko's proxy (one thread: it takes no more)",
            f"{stock.per_second:.0f}/s",
            ours_together.per_second / stock.per_second,
            ">= 1.5",
        ),
    ]


def _ours(client: RpcClient) -> tuple[Timing, Timing]:
    client.start()
    echo = client.stub(EchoRpc)

    def call() -> None:
        with client.calling(caller=Caller("u-1", "customer", frozenset(), None, False)):
            echo.repeat(Echo(text=_TEXT))

    try:
        return one_by_one(call, SECONDS), together(call, SECONDS)
    finally:
        client.close()


def _bare(url: str) -> Timing:
    echo = BareEcho(url)
    try:
        return one_by_one(lambda: echo.call(_TEXT), SECONDS)
    finally:
        echo.close()


def _stock(url: str) -> Timing:
    with ClusterRpcProxy({"AMQP_URI": url.replace("amqp://", "pyamqp://")}, timeout=5) as proxy:
        return one_by_one(lambda: proxy.stock_echo.repeat({"text": _TEXT}), SECONDS)


@contextmanager
def _running(module: str, url: str, queue: str, **more: str) -> Iterator[None]:
    """A process that serves until the block ends; its queue has a consumer when the block begins."""
    environment = os.environ | bus.KEYS | {"AMQP_URL": url, "LOG_LEVEL": "ERROR"} | more
    process = subprocess.Popen([sys.executable, "-m", module, "run"], env=environment)
    try:
        _wait_for_consumer(url, queue)
        yield
    finally:
        process.terminate()
        process.wait(30)


def _wait_for_consumer(url: str, queue: str, seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with closing(pika.BlockingConnection(pika.URLParameters(url))) as connection, suppress(ChannelClosedByBroker):
            if connection.channel().queue_declare(queue, passive=True).method.consumer_count:
                return
        time.sleep(0.1)
    raise TimeoutError(f"nobody consumes {queue}")


def _ms(timing: Timing) -> str:
    return f"{timing.p50:.2f} ms (p99 {timing.p99:.2f}), {timing.per_second:.0f}/s"
