"""«Главная» against a nameko web gateway making the same calls, and against the same page in one process."""

import http.client
import json
import os
import re
import secrets
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import requests

from contracts.services import SERVICES
from deploy.launcher.host.ports import free_port
from deploy.launcher.servers.rabbitmq import Rabbit
from deploy.provisioning.broker import management_for
from deploy.provisioning.credentials import Credentials
from tests.bench.table import Row
from tests.bench.timing import Timing, one_by_one, together
from tests.support.faults.customer_load import newcomer
from tests.support.running_portal import RunningPortal, running_portal

SECONDS = 8.0
THREADS = 4
_WEB = (
    "--worker-class",
    "gateway.worker.PatientWorker",
    "--threads",
    "16",
    "--no-control-socket",
    "--worker-tmp-dir",
    "/dev/shm",
)


def rows() -> list[Row]:
    """One running system; each of the three serves the same customer's page to four readers at once."""
    with tempfile.TemporaryDirectory() as home, running_portal(Path(home)) as portal:
        token = str(newcomer(portal, "180111112").portal.token)
        ours = _measure(portal.url, {"cabinet-session": token})
        with _nameko(portal) as address:
            nameko = _measure(address, {"token": token})
        with _one_process(portal) as address:
            alone = _measure(address, {"cabinet-session": token})
    rates = [_rate(ours), _rate(nameko), _rate(alone)]
    return [
        Row("«Главная», pages a second", rates[0], "nameko @http, same calls, no page drawn", rates[1],
            ours[1].per_second / nameko[1].per_second, ">= 2.0"),
        Row("«Главная», pages a second", rates[0], "one process, same page and SQL", rates[2],
            ours[1].per_second / alone[1].per_second),
        Row("«Главная», one reader, p50", f"{ours[0].p50:.1f} ms (p99 {ours[0].p99:.1f})",
            "one process, same page and SQL", f"{alone[0].p50:.1f} ms (p99 {alone[0].p99:.1f})",
            ours[0].p50 / alone[0].p50),
    ]  # fmt: skip


def _measure(url: str, cookies: dict[str, str]) -> tuple[Timing, Timing]:
    def get() -> None:
        status, body = _fetch(url, cookies)
        assert status == 200 and len(body) > 500, (status, body[:300])

    return one_by_one(get, SECONDS / 2), together(get, SECONDS, THREADS)


_connections = threading.local()


def _fetch(url: str, cookies: dict[str, str]) -> tuple[int, bytes]:
    """A page over a kept connection, one for each thread and server."""
    place = urlsplit(url).netloc
    kept = _connections.__dict__.setdefault("kept", {})
    connection = kept.setdefault(place, http.client.HTTPConnection(place, timeout=30))
    header = "; ".join(f"{name}={value}" for name, value in cookies.items())
    connection.request("GET", "/home", headers={"Cookie": header})
    answer = connection.getresponse()
    return answer.status, answer.read()


@contextmanager
def _nameko(portal: RunningPortal) -> Iterator[str]:
    """nameko's gateway on the system's own broker, with a user who may do what nameko wants to."""
    url, vhost = os.environ["AMQP_URL"], f"cabinet-{_mark(portal)}"
    management = management_for(url)
    assert management, "the broker's management API is needed"
    everything = {"user": management.user, "vhost": vhost, "configure": ".*", "write": ".*", "read": ".*"}
    management.apply({"permissions": [everything]})
    address = Rabbit(url, management).url_for(management.user, management.password, vhost)
    port = free_port()
    command = [sys.executable, "-W", "ignore", "-m", "tests.bench.baselines.nameko_home"]
    with _serving(command, port, {"AMQP_URL": address, "PORT": str(port)}) as served:
        yield served


@contextmanager
def _one_process(portal: RunningPortal) -> Iterator[str]:
    admin, mark, port = os.environ["DATABASE_URL"], _mark(portal), free_port()
    base = re.sub(r"^postgresql://", "postgresql+psycopg://", admin).rsplit("/", 1)[0]
    databases = {service: f"{base}/cabinet_{mark}_{service}" for service in SERVICES}
    settings = {
        "DATABASES": json.dumps(databases), "DATABASE_URL": databases["auth"], "AMQP_URL": "amqp://nobody@127.0.0.1:1/",
        "PUBLIC_URL": portal.url, "SECRET_KEY": secrets.token_hex(), "BANK_ORIGIN": portal.bank,
        "BANK_URL": portal.bank,
        "BANK_USER": "bench", "BANK_PASSWORD": "bench", "SMTP_URL": "smtp://127.0.0.1:1", "MAIL_FROM": "a@example.ru",
    }  # fmt: skip
    command = [sys.executable, "-m", "gunicorn", "tests.bench.baselines.one_process:app", "--bind", f"127.0.0.1:{port}"]
    with _serving([*command, *_WEB], port, settings) as served:
        yield served


@contextmanager
def _serving(command: list[str], port: int, settings: dict[str, str]) -> Iterator[str]:
    process = subprocess.Popen(command, env=os.environ | settings, stderr=subprocess.DEVNULL)
    try:
        _wait(lambda: requests.get(f"http://127.0.0.1:{port}/", timeout=5))
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(30)


def _wait(answers: Callable[[], object], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while True:
        try:
            answers()
            return
        except requests.RequestException:
            assert time.monotonic() < end, "the baseline did not start"
            time.sleep(0.2)


def _mark(portal: RunningPortal) -> str:
    return Credentials(portal.home / "secrets" / "passwords.json").mark


def _rate(measured: tuple[Timing, Timing]) -> str:
    return f"{measured[1].per_second:.0f}/s, p50 {measured[1].p50:.0f} ms, p99 {measured[1].p99:.0f} ms"
