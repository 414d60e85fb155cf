"""The contrary bank over HTTP or HTTPS, both generations at once: a form or JSON, by the last part of the path."""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from tests.support.contrary_bank.order import Answer, Order, Traits
from tests.support.contrary_bank.wire import Ruin, secured, send

OK: Answer = {"errorCode": "0", "errorMessage": "Успешно"}
Handler = Callable[[BaseHTTPRequestHandler], bool]
"""Serves a request that is none of the protocol; False: it is not its own."""


@dataclass
class ContraryBank:
    traits: Traits = field(default_factory=Traits)
    orders: dict[str, Order] = field(default_factory=dict)
    """By the shop's number."""
    ruins: list[Ruin] = field(default_factory=list)
    behind: int = 0
    """How many of the next status answers are as they were before the last change."""
    certificate: Path | None = None
    """With its key, in PEM: the bank is served over TLS."""
    beside: Handler = field(default=lambda _: False, repr=False)

    def __post_init__(self) -> None:
        bank = self

        class Served(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                bank.beside(self)

            def do_POST(self) -> None:
                bank.beside(self) or bank.serve(self)

            def do_DELETE(self) -> None:
                bank.beside(self)

            def log_message(self, *_: Any) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_: Any) -> None:
                """A shop that hangs up is none of our concern."""

        self.lock = threading.RLock()
        self._server = Server(("127.0.0.1", 0), Served)
        if self.certificate:
            self._server.socket = secured(self._server.socket, str(self.certificate))
        scheme = "https" if self.certificate else "http"
        self.url = f"{scheme}://localhost:{self._server.server_port}/"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def serve(self, request: BaseHTTPRequestHandler) -> None:
        body = request.rfile.read(int(request.headers["Content-Length"]))
        asked = json.loads(body) if b"{" in body[:1] else dict(parse_qsl(body.decode()))
        method = request.path.rsplit("/", 1)[-1].removesuffix(".do")
        with self.lock:
            ruin = next((one for one in self.ruins if one.method == method), None)
            if ruin:
                self.ruins.remove(ruin)
            answer = self.answer(method, asked) if ruin is None or ruin.done else {}
        send(request, json.dumps(answer, ensure_ascii=False).encode(), "application/json", ruin)

    def answer(self, method: str, asked: Answer) -> Answer:
        if method == "register":
            return self._register(asked)
        order = next((one for one in self.orders.values() if asked.get("orderId") == one.id), None)
        order = order or self.orders.get(str(asked.get("orderNumber")))
        if order is None:
            return {"errorCode": "6", "errorMessage": "Заказ не найден"}
        if method == "getOrderStatusExtended":
            if self.behind and order.shown:
                self.behind -= 1
                return order.shown[-1]
            return self.traits.status(order)
        if method == "getReceiptStatus":
            return {"receipts": []}
        done = self._command(method, order, asked)
        words = "Платёж должен быть в корректном состоянии"
        return dict(OK) if done else {"errorCode": self.traits.code, "errorMessage": words}

    def remember(self, order: Order) -> None:
        """Before every change: what a status that is behind shows."""
        order.shown.append(self.traits.status(order))

    def _register(self, asked: Answer) -> Answer:
        if asked["orderNumber"] in self.orders:
            return {"errorCode": "1", "errorMessage": "Заказ с таким номером уже обработан"}
        order = Order(str(asked["orderNumber"]), int(asked["amount"]), return_url=str(asked.get("returnUrl", "")))
        self.orders[order.number] = order
        return OK | {"orderId": order.id, "formUrl": f"{self.url}page?mdOrder={order.id}"}

    def _command(self, method: str, order: Order, asked: Answer) -> bool:
        self.remember(order)
        if method == "decline":
            done = not order.paid and not order.closed
            order.closed = order.closed or done
            return done
        if method == "reverse":
            return order.give_back(order.amount, None, by_shop=True, reversal=True)
        params = asked.get("jsonParams") or {}
        key = asked.get("externalRefundId") or (params if isinstance(params, dict) else {}).get("externalRefundId")
        return order.give_back(int(asked["amount"]), key if self.traits.keeps_keys else None, by_shop=True)
