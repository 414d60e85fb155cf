"""The echo service as real processes: started, signalled and looked at from outside."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.request import urlopen

import pika
from pika.adapters.blocking_connection import BlockingChannel

from chassis.amqp.address import pika_parameters, user_of
from chassis.events import topology
from chassis.rpc.client import RpcClient
from tests.support import bus
from tests.support.server_pool import rows
from tests.support.waiting import until
from tests.wire.echo.contract import EchoRpc, Said

ROOT = Path(__file__).parents[2]
QUEUE = topology.queue_of("echo", Said.TYPE)
RETRIES = (1, 1)


@dataclass
class House:
    """One vhost, one database, and the processes on them."""

    amqp_url: str
    database_url: str
    migration_url: str
    folder: Path
    free_port: Callable[[], int]
    module: str = "tests.wire.echo"
    """What is started: `python -m <module> run`."""
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)
    logs: dict[int, Path] = field(default_factory=dict)

    def declare(self) -> None:
        flows = [topology.Flow(Said.TYPE, Said.SOURCE, ("echo",))]
        topology.declare(self.amqp_url, topology.plan(flows, RETRIES))

    def command(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        line = [sys.executable, "-m", self.module, *arguments]
        env = self.environment(**environment)
        return subprocess.run(line, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60, check=False)

    def environment(self, **more: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
        return (
            kept
            | bus.KEYS
            | {
                "IDENTITY_KEY": bus.ECHO,
                "AMQP_URL": self.amqp_url,
                "DATABASE_URL": self.database_url,
                "MIGRATION_DATABASE_URL": self.migration_url,
                "RETRY_SECONDS": str(list(RETRIES)),
                **more,
            }
        )

    def start(self, what: str = "run", ready: bool = True, **environment: str) -> subprocess.Popen[bytes]:
        """Start the service or its relay and wait until it is ready by its own word."""
        port = self.free_port()
        log = self.folder / f"{what}-{len(self.processes)}.log"
        environment = {"HEALTH_PORT": str(port)} | environment
        with log.open("wb") as out:
            process = subprocess.Popen(
                [sys.executable, "-m", self.module, what],
                cwd=ROOT,
                env=self.environment(**environment),
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        self.processes.append(process)
        self.logs[process.pid] = log
        if ready:
            until(lambda: process.poll() is not None or status(port) == 200, 60)
            assert process.poll() is None, log.read_text()
        process.health_port = port  # type: ignore[attr-defined]
        return process

    def log(self, process: subprocess.Popen[bytes]) -> str:
        return self.logs[process.pid].read_text()

    def done(self) -> list[str]:
        """What the service has done, in order."""
        return [str(row[0]) for row in rows(self.migration_url, "select what from done order by id")]

    @contextmanager
    def channel(self) -> Iterator[BlockingChannel]:
        connection = pika.BlockingConnection(pika_parameters(self.amqp_url))
        yield connection.channel()
        connection.close()

    def depth(self, queue: str) -> int:
        with self.channel() as channel:
            return int(channel.queue_declare(queue, passive=True).method.message_count)

    def put(self, body: bytes, identity: str | None, **headers: object) -> None:
        """A delivery straight into the service's queue, under the user of its source."""
        user = user_of(self.amqp_url)
        with self.channel() as channel:
            properties = pika.BasicProperties(
                message_id=identity, headers=headers, content_type="application/json", user_id=user
            )
            channel.basic_publish("", QUEUE, body, properties)

    def close(self) -> None:
        for process in self.processes:
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)
            process.wait(60)


def health_port(process: subprocess.Popen[bytes]) -> int:
    """Where the process tells how it is."""
    return int(process.health_port)  # type: ignore[attr-defined]


def status(port: int, page: str = "readyz") -> int:
    try:
        with urlopen(f"http://127.0.0.1:{port}/{page}", timeout=2) as answer:
            return int(answer.status)
    except OSError as failure:
        return int(getattr(failure, "code", 0))


def metric(process: subprocess.Popen[bytes], series: str) -> float:
    """A metric of the process now; series with labels are named as they are shown."""
    with urlopen(f"http://127.0.0.1:{health_port(process)}/metrics", timeout=30) as answer:
        lines = [line.rpartition(" ") for line in answer.read().decode().splitlines()]
    return next((float(value) for name, _, value in lines if name == series), float("nan"))


@contextmanager
def calling(house: House, timeout: float = 5) -> Iterator[tuple[RpcClient, EchoRpc]]:
    client = bus.client(house.amqp_url, timeout=timeout)
    try:
        yield client, client.stub(EchoRpc)
    finally:
        client.close()
