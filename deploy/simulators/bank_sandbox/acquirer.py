"""The bank behind both protocols: what each request of the shop does to an order."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Literal

from deploy.simulators.bank_sandbox import refusals
from deploy.simulators.bank_sandbox.answers import as_of
from deploy.simulators.bank_sandbox.books import Books
from deploy.simulators.bank_sandbox.callbacks import Callbacks
from deploy.simulators.bank_sandbox.faults import Faults
from deploy.simulators.bank_sandbox.incoming import AmountRequest, OrderRequest, RefundRequest, RegisterRequest
from deploy.simulators.bank_sandbox.order import Order, now_ms, reference
from deploy.simulators.bank_sandbox.refusals import BankRefusal
from deploy.simulators.bank_sandbox.settings import Settings
from deploy.simulators.bank_sandbox.timetable import Timetable
from wording.moscow import MOSCOW

RUBLES = ("643", "810")


class Acquirer:
    """One merchant's bank. Every method is one request of the protocol."""

    def __init__(self, settings: Settings, books: Books, faults: Faults, timetable: Timetable) -> None:
        self.settings, self.books, self.faults, self.timetable = settings, books, faults, timetable
        self.variants = settings.variants
        self.callbacks = Callbacks(settings, books, faults, timetable)
        for order in books.all():
            self._watch(order)

    def register(self, asked: RegisterRequest, generation: Literal["classic", "ecom"], *, two_stage: bool) -> Order:
        if asked.currency not in (None, *RUBLES):
            raise refusals.unknown_currency(asked.currency or "")
        if not 0 < asked.amount <= self.settings.max_kopecks:
            raise refusals.wrong_amount()
        if asked.order_bundle is not None:
            asked.check_cart()
        now = now_ms()
        order = Order(
            id=str(uuid.uuid4()),
            number=asked.order_number,
            amount=asked.amount,
            description=asked.description or "",
            return_url=asked.return_url,
            fail_url=asked.fail_url,
            language=asked.language or "ru",
            params={name: str(value) for name, value in (asked.json_params or {}).items()},
            email=asked.email,
            bundle=asked.order_bundle,
            two_stage=two_stage,
            generation=generation,
            callback_url=asked.dynamic_callback_url,
            registered=now,
            expires=self._expires(asked, now),
        )
        self.books.add(order)
        self._watch(order)
        return order

    def find(self, asked: OrderRequest) -> Order:
        if not asked.order_id and not asked.order_number:
            raise refusals.missing_parameter()
        return self.books.copy(asked.order_id, asked.order_number)

    def deposit(self, asked: AmountRequest) -> None:
        with self.books.changing(asked.order_id) as order:
            order.complete(asked.amount or 0, reference(), now_ms())
        self.callbacks.tell(order, "deposited")

    def reverse(self, asked: AmountRequest) -> None:
        with self.books.changing(asked.order_id) as order:
            order.reverse(asked.amount, reference(), now_ms(), with_cart=asked.order_bundle is not None)
        self.callbacks.tell(order, "reversed")

    def refund(self, asked: RefundRequest, *, zero_means_rest: bool) -> None:
        with self.books.changing(asked.order_id) as order:
            amount = asked.amount
            if amount == 0:
                if not zero_means_rest:
                    raise refusals.wrong_amount()
                amount = order.deposited - order.refunded
            made = order.refund(amount, asked.refund_key, reference(), now_ms())
        if made:
            self.callbacks.tell(order, "refunded")

    def decline(self, asked: OrderRequest) -> None:
        found = self.find(asked)
        with self.books.changing(found.id) as order:
            order.close(now_ms())

    def status(self, asked: OrderRequest) -> Order:
        """The order as the bank shows it: as it was before while the switch `lag` holds the news back."""
        order = self.find(asked)
        lag = self.faults.take("status", order.number, "lag") if order.taken_at() else None
        return as_of(order, now_ms() - int(lag.seconds * 1000)) if lag else order

    def number_in(self, body: Mapping[str, object]) -> str | None:
        """The shop's number of the order that a request is about, for the fault switches."""
        try:
            return str(body.get("orderNumber") or self.books.copy(str(body.get("orderId"))).number)
        except BankRefusal:
            return None

    def _expires(self, asked: RegisterRequest, now: int) -> int:
        if asked.expiration_date:
            local = datetime.strptime(asked.expiration_date, "%Y-%m-%dT%H:%M:%S").replace(tzinfo=MOSCOW)
            return int(local.timestamp() * 1000)
        return now + 1000 * (asked.session_timeout_secs or self.settings.session_seconds)

    def _watch(self, order: Order) -> None:
        if not order.closed:
            self.timetable.after(max(0.0, (order.expires - now_ms()) / 1000), partial(self._expire, order.id))

    def _expire(self, order_id: str) -> None:
        with self.books.changing(order_id) as order:
            ended = order.expire(now_ms())
        if ended:
            self.callbacks.tell(order, "declinedByTimeout", 0)
