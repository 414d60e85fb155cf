"""A bank sandbox in its own process and a trap for its callbacks: for every test that needs a bank."""

import json
import re
import secrets
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import requests

from deploy.launcher.host.ports import free_port

USER, PASSWORD, TOKEN, CALLBACK_TOKEN = "cabinet-api", "sandbox-password", "sandbox-token", "callback-token"
LOGIN = {"userName": USER, "password": PASSWORD}
FRICTIONLESS, VISA, HUNDRED_RUBLES, NO_FUNDS, EXPIRED = (
    "2202205000012424",
    "4006800900962514",
    "2202205300068092",
    "2202205000060910",
    "2202202107593166",
)
RETURN_URL = "http://127.0.0.1:9/payments/return"


def eventually(check: Any, seconds: float = 10) -> Any:
    """The first truthy answer of `check` within the time."""
    end = time.monotonic() + seconds
    while True:
        answer = check()
        if answer or time.monotonic() > end:
            assert answer, "did not happen in time"
            return answer
        time.sleep(0.05)


@dataclass
class Bank:
    """What a test does to the sandbox, all of it over HTTP."""

    base: str
    number: int = 0
    http: requests.Session = field(default_factory=requests.Session)

    def ecom(self, method: str, **body: Any) -> dict[str, Any]:
        return self.raw_ecom(method, LOGIN | body).json()

    def raw_ecom(self, method: str, body: object, path: str = "v1") -> requests.Response:
        return self.http.post(f"{self.base}/ecomm/gw/partner/api/{path}/{method}", json=body, timeout=15)

    def classic(self, method: str, **fields: Any) -> dict[str, Any]:
        return self.http.post(f"{self.base}/payment/rest/{method}", data=LOGIN | fields, timeout=15).json()

    def register(self, amount: int = 12345, generation: str = "ecom", **more: Any) -> dict[str, Any]:
        self.number += 1
        asked = {
            "orderNumber": f"t{self.number}-{secrets.token_hex(4)}",
            "amount": amount,
            "returnUrl": RETURN_URL,
        } | more
        answer = self.ecom("register.do", **asked) if generation == "ecom" else self.classic("register.do", **asked)
        return answer | {"orderNumber": asked["orderNumber"]}

    def status(self, order_id: str) -> dict[str, Any]:
        return self.ecom("getOrderStatusExtended.do", orderId=order_id)

    def pay(self, order_id: str, card: str = FRICTIONLESS) -> requests.Response:
        return self.http.post(f"{self.base}/sandbox/orders/{order_id}/pay", json={"card": card}, timeout=15)

    def reverse_by_bank(self, order_id: str) -> None:
        self.http.post(f"{self.base}/sandbox/orders/{order_id}/reverse", timeout=15).raise_for_status()

    def refund_in_cabinet(self, order_id: str, amount: int) -> None:
        answer = self.http.post(f"{self.base}/sandbox/orders/{order_id}/refund", json={"amount": amount}, timeout=15)
        answer.raise_for_status()

    def charge_back(self, order_id: str) -> None:
        self.http.post(f"{self.base}/sandbox/orders/{order_id}/chargeback", timeout=15).raise_for_status()

    def plays(self, **variants: str) -> None:
        answer = self.http.post(f"{self.base}/sandbox/variants", json=variants, timeout=15)
        assert answer.status_code == 204, answer.text

    def book(self, number: str) -> list[dict[str, Any]]:
        return self.http.get(f"{self.base}/sandbox/orders", params={"orderNumber": number}, timeout=15).json()

    def fault(self, point: str, kind: str, **more: Any) -> None:
        answer = self.http.post(f"{self.base}/sandbox/faults", json={"point": point, "kind": kind} | more, timeout=15)
        assert answer.status_code == 204, answer.text

    def faults(self) -> list[dict[str, Any]]:
        return self.http.get(f"{self.base}/sandbox/faults", timeout=15).json()

    def heal(self) -> None:
        for switches in ("faults", "variants"):
            self.http.delete(f"{self.base}/sandbox/{switches}", timeout=15).raise_for_status()


@contextmanager
def running_bank(*arguments: str) -> Iterator[Bank]:
    """A sandbox on a free port, stopped at the end."""
    port = free_port()
    command = [sys.executable, "-m", "deploy.simulators.bank_sandbox", "--port", str(port), "--user", USER]
    command += ["--password", PASSWORD, "--token", TOKEN, "--callback-token", CALLBACK_TOKEN, *arguments]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    bank = Bank(f"http://127.0.0.1:{port}")
    try:
        eventually(lambda: _answers(bank.base), 30)
        yield bank
    finally:
        process.terminate()
        process.wait(10)


class CallbackTrap:
    """A shop's callback address that remembers everything; `answers` = the statuses to give, then 200."""

    def __init__(self) -> None:
        self.received: list[dict[str, str]] = []
        self.answers: list[int] = []
        trap = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._take(dict(parse_qsl(urlsplit(self.path).query)))

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                self._take({name: str(value) for name, value in json.loads(body).items()})

            def _take(self, params: dict[str, str]) -> None:
                trap.received.append(params | {"via": self.command})
                self.send_response(trap.answers.pop(0) if trap.answers else 200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/callback"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def about(self, number: str) -> list[dict[str, str]]:
        return [params for params in self.received if params["orderNumber"] == number]

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def _answers(base: str) -> bool:
    try:
        return requests.get(f"{base}/healthz", timeout=1).ok
    except requests.RequestException:
        return False


def order_id_of(url: str) -> str:
    found = re.search(r"(?:orderId|mdOrder)=([a-f0-9-]{36})", url)
    assert found, url
    return found.group(1)
