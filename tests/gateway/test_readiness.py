"""`/readyz` decides who gets requests, `/metrics` says what became of them."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from flask.testing import FlaskClient

from chassis.errors import Refusal, RpcTimeout
from contracts.audit import AuditPage
from tests.support import bus
from tests.support.scripted.application import SETTINGS
from tests.support.scripted.rpc_client import ScriptedClient

SERVICES = ("auth", "billing", "readings", "payments", "notifications", "feedback")
REQUESTS = 20


@pytest.fixture
def probed(rpc: ScriptedClient, anybody: FlaskClient) -> FlaskClient:
    rpc.answers |= {f"{name}.list_audit": AuditPage(entries=[], next_before=None) for name in SERVICES}
    return anybody


def test_a_gateway_whose_services_answer_is_ready(probed: FlaskClient) -> None:
    answer = probed.get("/readyz")
    assert (answer.status_code, answer.json) == (200, {"broker": "connected"} | dict.fromkeys(SERVICES, "ok"))


@pytest.mark.parametrize("silent", SERVICES)
def test_a_silent_service_does_not_take_the_gateway_out(rpc: ScriptedClient, probed: FlaskClient, silent: str) -> None:
    rpc.answers[f"{silent}.list_audit"] = RpcTimeout(f"{silent}.list_audit", "no answer")
    answer = probed.get("/readyz")
    assert (answer.status_code, (answer.json or {})[silent]) == (200, "silent")


def test_without_the_broker_the_gateway_is_not_ready(rpc: ScriptedClient, probed: FlaskClient) -> None:
    rpc.connected = False
    answer = probed.get("/readyz")
    assert (answer.status_code, (answer.json or {})["broker"]) == (503, "disconnected")


def test_a_refusal_is_an_answer(rpc: ScriptedClient, probed: FlaskClient) -> None:
    rpc.answers["auth.list_audit"] = Refusal("forbidden", "Нет доступа.")
    assert probed.get("/readyz").status_code == 200


@pytest.fixture
def two_workers(free_port: Callable[[], int], tmp_path: Path) -> Iterator[str]:
    """The address of a gateway as docker-compose.yml runs it, without a broker."""
    port = free_port()
    environment = {name.upper(): value for name, value in SETTINGS.items()} | {
        "PATH": os.environ["PATH"],
        "IDENTITY_KEY": bus.PRIVATE,
    }
    command = ["-m", "gunicorn", "--config", "python:gateway.workers", "gateway.wsgi:app", "--no-control-socket"]
    options = [
        "--bind",
        f"127.0.0.1:{port}",
        "--worker-class",
        "gateway.worker.PatientWorker",
        "--workers",
        "2",
        "--threads",
        "1",
    ]
    with (tmp_path / "log").open("w") as log:
        process = subprocess.Popen([sys.executable, *command, *options], env=environment, stdout=log, stderr=log)
        try:
            await_answer(f"http://127.0.0.1:{port}/healthz")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(30)


def test_every_scrape_sees_the_requests_of_all_workers(two_workers: str) -> None:
    before = _counted(two_workers)
    for _ in range(REQUESTS):
        urlopen(f"{two_workers}/healthz", timeout=10).read()
    assert {_counted(two_workers) - before for _ in range(8)} == {REQUESTS}


def _counted(address: str) -> int:
    text = urlopen(f"{address}/metrics", timeout=10).read().decode()
    found = re.search(
        r'^cabinet_http_requests_total\{endpoint="healthz",method="GET",status="200"\} ([\d.]+)', text, re.M
    )
    assert found, text
    return int(float(found[1]))


def await_answer(url: str) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        with suppress(URLError, OSError):
            urlopen(url, timeout=5).read()
            return
        time.sleep(0.2)
    raise AssertionError("the gateway did not start")
