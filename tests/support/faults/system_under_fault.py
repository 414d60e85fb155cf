"""The running system and the servers below it, with the hands to hurt each of them. Only by process id."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from contracts.services import SERVICES
from deploy.launcher.host.progress import Progress
from deploy.launcher.servers import rabbitmq
from deploy.provisioning import permissions
from deploy.provisioning.credentials import Credentials
from tests.support.bank_process import Bank
from tests.support.faults.books import Books
from tests.support.faults.replicas import Replicas
from tests.support.running_portal import RunningPortal, running_portal
from tests.support.server_pool import OwnServers

OURS = (*SERVICES, *(f"{name}-relay" for name in SERVICES), "printer", "gateway")


SERVER_STARTING_S = 180
"""A server that repairs its files after kill -9 on a machine that is busy."""


@dataclass
class Stand:
    """One whole system of its own."""

    running: RunningPortal
    servers: OwnServers
    replicas: Replicas

    @property
    def books(self) -> Books:
        return Books(self.running, self.servers.postgres.admin_url)

    @property
    def bank(self) -> Bank:
        return Bank(self.running.bank)

    def pid(self, process: str, seconds: float = 40) -> int:
        """The process's id, waiting for its restart if it has just died."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            found = self.running.state["processes"][process]["pid"]
            if found and Path(f"/proc/{found}").exists():
                return int(found)
            time.sleep(0.1)
        raise AssertionError(f"{process} was not started again")

    def signal(self, process: str, number: signal.Signals = signal.SIGKILL) -> None:
        os.kill(self.pid(process), number)

    def wait_ready(self, seconds: float = 60) -> None:
        """Until the launcher calls every process ready."""
        end = time.monotonic() + seconds
        while waiting := [n for n, p in self.running.state["processes"].items() if p["state"] != "ready"]:  # type: ignore[index]
            assert time.monotonic() < end, f"not ready: {waiting}"
            time.sleep(0.2)

    @contextmanager
    def frozen(self, process: str) -> Iterator[None]:
        """The process of ours, or the server `rabbitmq` or `postgres`, lives and does nothing."""
        first = self.servers.pid(process) if process in ("rabbitmq", "postgres") else self.pid(process)
        pids = family(first)
        try:
            for pid in pids:
                with suppress(ProcessLookupError):  # a session of the server may just have ended
                    os.kill(pid, signal.SIGSTOP)
            yield
        finally:
            for pid in reversed(pids):
                with suppress(ProcessLookupError):  # the launcher may have replaced what did not answer
                    os.kill(pid, signal.SIGCONT)

    def kill_server(self, server: str, away: float = 1, meanwhile: Callable[[], None] = lambda: None) -> None:
        """kill -9 of `rabbitmq` or `postgres`, and its start after so many seconds and what is done to it meanwhile."""
        os.kill(self.servers.pid(server), signal.SIGKILL)
        time.sleep(away)
        meanwhile()
        self.servers.supervisor.wait_ready(SERVER_STARTING_S)

    @contextmanager
    def alarmed(self) -> Iterator[None]:
        """The broker has no memory left: it takes no messages from anybody."""
        self.control("set_vm_memory_high_watermark", "0.0000001")
        try:
            yield
        finally:
            self.control("set_vm_memory_high_watermark", "0.4")

    @contextmanager
    def bad_mail(self, **fault: object) -> Iterator[None]:
        """The customers' mail server misbehaves: `kind` refuse, hang or drop, and its details."""
        switch = f"{self.running.mailbox}/api/faults"
        requests.put(switch, json=fault, timeout=15).raise_for_status()
        try:
            yield
        finally:
            requests.delete(switch, timeout=15).raise_for_status()

    def control(self, *arguments: str) -> None:
        """`rabbitmqctl` of the own broker."""
        program = rabbitmq.program(Progress()).parent / "rabbitmqctl"
        environment = self.servers.rabbit.specs[-1].environment
        subprocess.run([program, *arguments], env=environment, check=True, capture_output=True, timeout=60)

    def declare(self) -> None:
        """The broker's users and the topology step, as an operator sets them up."""
        keys = Credentials(self.running.home / "secrets" / "passwords.json")
        assert self.servers.rabbit.admin
        self.servers.rabbit.admin.apply(permissions.definitions(f"cabinet-{keys.mark}", keys))
        user, password = keys.pair("rabbitmq:deploy", "deploy")
        address = self.servers.rabbit.url_for(user, password, f"cabinet-{keys.mark}")
        environment = self.running.environment | {"AMQP_URL": address}
        subprocess.run([sys.executable, "-m", "deploy.provisioning.topology"], env=environment, check=True, timeout=60)


@contextmanager
def stand(servers: OwnServers, home: Path, **settings: str) -> Iterator[Stand]:
    """Everything up on these servers with these settings, gone at the end."""
    addresses = {"DATABASE_URL": servers.postgres.admin_url, "AMQP_URL": servers.rabbit.url}
    addresses["MAILBOX_CAP"] = "1000000"  # the checker looks for every letter of a long soak
    addresses["AMQP_MANAGEMENT_URL"] = getattr(servers.rabbit.admin, "url", "")
    with (
        pytest.MonkeyPatch.context() as environment,
        running_portal(home, **addresses, **settings) as running,
        Replicas(running) as replicas,
    ):
        environment.setenv("AMQP_MANAGEMENT_URL", addresses["AMQP_MANAGEMENT_URL"])
        try:
            yield Stand(running, servers, replicas)
        finally:  # kept for whoever looks into a failure
            shutil.copytree(home / "logs", home.with_name("logs"), dirs_exist_ok=True)


def family(pid: int) -> list[int]:
    """The process and all its descendants."""
    return [pid, *(one for child in _children(pid) for one in family(child))]


def _children(pid: int) -> list[int]:
    """Also of its other threads: a process may start another from any of them."""
    listed = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(word) for file in listed for word in file.read_text().split()]
