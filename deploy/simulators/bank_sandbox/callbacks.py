"""Notifications to the shop: GET with a query (classic) or POST with JSON (gateway), signed, retried."""

import logging
import threading
from dataclasses import dataclass
from functools import partial

import requests

from deploy.simulators.bank_sandbox.books import Books
from deploy.simulators.bank_sandbox.checksum import sign
from deploy.simulators.bank_sandbox.faults import Fault, Faults
from deploy.simulators.bank_sandbox.order import Order, now_ms
from deploy.simulators.bank_sandbox.records import Delivery
from deploy.simulators.bank_sandbox.settings import Settings
from deploy.simulators.bank_sandbox.timetable import Timetable

log = logging.getLogger(__name__)
_kept = threading.local()
"""A connection to the shop for each thread, as the bank keeps its own."""

TRIES = 3
RETRY_SECONDS = {"ecom": 60.0, "classic": 30.0}
WAYS = ("late", "twice", "parallel", "lost", "bad_checksum", "before_redirect")


@dataclass(frozen=True, slots=True)
class Notice:
    """One notification: where to, by which transport, what it says."""

    url: str
    generation: str
    params: dict[str, str | int]


class Callbacks:
    """Tells the shop about operations: three tries, then never again."""

    def __init__(self, settings: Settings, books: Books, faults: Faults, timetable: Timetable) -> None:
        self._settings, self._books, self._faults, self._timetable = settings, books, faults, timetable

    def tell(self, order: Order, operation: str, status: int = 1) -> None:
        """Notifies as the switched-on fault says; returns at once, except for `before_redirect`."""
        notice = self._notice(order, operation, status)
        if notice is None:
            return
        fault = self._faults.take("callback", order.number, *WAYS)
        kind = fault.kind if fault else "prompt"
        if kind == "bad_checksum":
            notice.params["checksum"] = str(notice.params.get("checksum", "0"))[::-1]
        if kind == "before_redirect":
            self._deliver(notice)
        elif kind != "lost":
            for _ in range({"twice": 2, "parallel": 10}.get(kind, 1)):
                delay = fault.seconds if fault and kind == "late" else 0
                self._timetable.after(delay, partial(self._deliver, notice))

    def early_notice(self, order: Order) -> Fault | None:
        """The fault `early`: says «paid» before it is true; the caller then waits for `seconds`."""
        fault = self._faults.take("callback", order.number, "early")
        notice = self._notice(order, "deposited", 1)
        if fault and notice:
            self._deliver(notice, attempt=TRIES)
        return fault

    def _notice(self, order: Order, operation: str, status: int) -> Notice | None:
        url = order.callback_url or self._settings.callback_url
        if not url:
            return None
        params: dict[str, str | int] = {
            "mdOrder": order.id,
            "orderNumber": order.number,
            "operation": operation,
            "status": status,
        }
        if self._settings.callback_token:
            params["checksum"] = sign(params, self._settings.callback_token)
        return Notice(url, order.generation, params)

    def _deliver(self, notice: Notice, attempt: int = 1) -> None:
        result = _send(notice)
        with self._books.changing(str(notice.params["mdOrder"])) as order:
            operation, status = str(notice.params["operation"]), int(notice.params["status"])
            order.deliveries.append(Delivery(date=now_ms(), operation=operation, status=status, result=result))
        if result != "200" and attempt < TRIES:
            pause = self._settings.callback_retry_seconds
            pause = RETRY_SECONDS[notice.generation] if pause is None else pause
            self._timetable.after(pause, partial(self._deliver, notice, attempt + 1))


def _send(notice: Notice) -> str:
    """The HTTP status of the answer, or the name of the network error."""
    http = _kept.__dict__.setdefault("http", requests.Session())
    try:
        if notice.generation == "classic":
            answer = http.get(notice.url, params=notice.params, timeout=10, allow_redirects=False)
        else:
            answer = http.post(notice.url, json=notice.params, timeout=10, allow_redirects=False)
    except requests.RequestException as error:
        log.warning("callback not delivered: %s", type(error).__name__)
        return type(error).__name__
    return str(answer.status_code)
