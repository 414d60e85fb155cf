"""What people do at the contrary bank in a whole system: the payment page, the bank's own deeds, the notices that all
of it causes, and a checker's look into the books at the addresses that the sandbox has."""

import json
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, urlsplit

import requests

from tests.support.contrary_bank.mood import Mood, drawn
from tests.support.contrary_bank.order import Order, Traits
from tests.support.contrary_bank.server import ContraryBank
from tests.support.contrary_bank.signing import Signers
from tests.support.contrary_bank.wire import send

LATER_S = 2.0
TRIES = 3


@dataclass
class Till:
    """`callback_url` is the portal's; `keeps_keys` is of the generation that the portal speaks."""

    bank: ContraryBank
    signers: Signers
    keeps_keys: bool
    callback_url: str = ""
    mood: Mood = field(default_factory=Mood)

    def __post_init__(self) -> None:
        self.calm()
        self.bank.beside = self.serve

    def serve(self, request: BaseHTTPRequestHandler) -> bool:
        """The page and the checker's addresses; False for what is of the protocol."""
        address = urlsplit(request.path)
        ways: dict[tuple[str, str], Callable[[BaseHTTPRequestHandler], None]] = {
            ("GET", "/page"): self._page,
            ("POST", "/page"): self._pay,
            ("GET", "/sandbox/orders"): self._orders,
            ("POST", "/sandbox/faults"): self._change,
            ("DELETE", "/sandbox/faults"): self._heal,
            ("DELETE", "/sandbox/variants"): self._heal,
        }
        way = ways.get((request.command, address.path))
        if way is None:
            return False
        way(request)
        return True

    def calm(self) -> None:
        with self.bank.lock:
            self.mood = Mood(Traits(keeps_keys=self.keeps_keys))
            self.bank.traits, self.bank.ruins, self.bank.behind = self.mood.traits, [], 0

    def change(self, number: int) -> None:
        with self.bank.lock:
            self.mood = drawn(number, keeps_keys=self.keeps_keys)
            self.bank.traits, self.bank.behind = self.mood.traits, self.mood.behind
            self.bank.ruins = list(self.mood.ruins)

    def _order(self, request: BaseHTTPRequestHandler) -> Order:
        wanted = parse_qs(urlsplit(request.path).query)["mdOrder"][0]
        with self.bank.lock:
            return next(order for order in self.bank.orders.values() if order.id == wanted)

    def _page(self, request: BaseHTTPRequestHandler) -> None:
        form = f'<form method="post" action="/page?mdOrder={self._order(request).id}"></form>'
        send(request, form.encode(), "text/html", None)

    def _pay(self, request: BaseHTTPRequestHandler) -> None:
        _body(request)
        order, mood = self._order(request), self.mood
        if mood.notice == "before":
            self.tell(order, "deposited", mood)
        with self.bank.lock:
            self.bank.remember(order)
            taken = not order.closed and not order.paid
            order.paid = order.paid or taken
        if taken and mood.notice != "before":
            self.tell(order, "deposited", mood)
        if taken and mood.own:
            threading.Timer(LATER_S, self._own_deed, (order, mood)).start()
        request.send_response(303)
        request.send_header("Location", f"{order.return_url}?orderId={order.id}")
        request.send_header("Content-Length", "0")
        request.end_headers()

    def _own_deed(self, order: Order, mood: Mood) -> None:
        with self.bank.lock:
            self.bank.remember(order)
            if mood.own == "refund":
                order.give_back(max(1, order.amount // 4), None, by_shop=False)
            elif mood.own == "reversal":
                order.give_back(order.amount, None, by_shop=False, reversal=True)
            elif mood.own == "settles":
                order.settled = True
            else:
                order.chargeback = True
        if mood.own in ("refund", "reversal"):
            self.tell(order, {"refund": "refunded", "reversal": "reversed"}[mood.own], mood)

    def tell(self, order: Order, operation: str, mood: Mood) -> None:
        """The notice of one operation, as the mood has it; returns at once unless it comes before the deed."""
        if mood.notice == "lost":
            return
        parameters = {"mdOrder": order.id, "orderNumber": order.number, "operation": operation, "status": "1"}
        signer = "foreign key" if mood.notice == "forged" else mood.signer
        signed = self.signers.signed(parameters, signer)
        if mood.notice == "before":
            self._deliver(signed)
            return
        for _ in range(2 if mood.notice == "twice" else 1):
            delay = LATER_S if mood.notice == "late" else 0.0
            threading.Timer(delay, self._deliver, (signed,)).start()

    def _deliver(self, signed: dict[str, str]) -> None:
        for attempt in range(TRIES):
            with suppress(requests.RequestException):
                if requests.post(self.callback_url, json=signed, timeout=10).status_code == 200:
                    return
            time.sleep(1 + attempt)

    def _orders(self, request: BaseHTTPRequestHandler) -> None:
        """The truth, in the sandbox's words; `by_shop` is what the shop's own requests gave back."""
        with self.bank.lock:
            told = [
                {
                    "id": order.id,
                    "number": order.number,
                    "deposited": order.amount if order.paid else 0,
                    "refunded": order.returned,
                    "by_shop": order.by_shop,
                }
                for order in self.bank.orders.values()
            ]
        send(request, json.dumps(told).encode(), "application/json", None)

    def _change(self, request: BaseHTTPRequestHandler) -> None:
        self.change(int(json.loads(_body(request))["kind"]))
        _done(request)

    def _heal(self, request: BaseHTTPRequestHandler) -> None:
        self.calm()
        _done(request)


def _body(request: BaseHTTPRequestHandler) -> bytes:
    return request.rfile.read(int(request.headers.get("Content-Length") or 0))


def _done(request: BaseHTTPRequestHandler) -> None:
    request.send_response(204)
    request.end_headers()
