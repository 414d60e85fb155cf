"""The payments use cases on a real database against the real sandbox; callbacks arrive over HTTP."""

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from sqlalchemy import select, text

from chassis.clock import Clock
from chassis.context import Caller
from chassis.database.sessions import Database
from chassis.service.bindings import Call
from contracts import payments as c
from contracts.wire import ZoneValue
from services.payments.acquirers.choice import bank_of
from services.payments.callbacks.receive_callback import receive_callback
from services.payments.dependencies import Dependencies, PaymentsCall
from services.payments.lifecycle.states import TRANSITIONS
from services.payments.models import HistoryRow, Payment
from services.payments.ordering.start_payment import start_payment
from services.payments.polling.poll import poll
from services.payments.settings import Settings
from tests.support.bank_process import CALLBACK_TOKEN, PASSWORD, USER, Bank, running_bank
from tests.support.server_pool import Databases

ACCOUNT = "180111111"
SETTINGS = {
    "PUBLIC_URL": "http://127.0.0.1:9",
    "BANK_URL": "http://127.0.0.1:9",
    "BANK_USER": USER,
    "BANK_PASSWORD": PASSWORD,
    "BANK_CALLBACK_TOKEN": CALLBACK_TOKEN,
}


class MovedClock(Clock):
    """The real time and an offset that a test adds to."""

    ahead = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead


class Doorstep:
    """The gateway's callback address: hands each callback to the use case of the house that is open now."""

    def __init__(self) -> None:
        self.call: PaymentsCall | None = None
        self.answered: list[bool] = []
        doorstep = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                query = urlsplit(self.path).query
                doorstep.take("get", dict(parse_qsl(query)), query)
                self._ok()

            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers["Content-Length"])).decode()
                doorstep.take("json", {name: str(value) for name, value in json.loads(raw).items()}, raw)
                self._ok()

            def _ok(self) -> None:
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def take(self, transport: Any, parameters: dict[str, str], raw: str) -> None:
        if self.call is not None:
            request = c.BankCallback(transport=transport, parameters=parameters, raw=raw, remote_ip="127.0.0.1")
            self.answered.append(receive_callback(self.call, request).authentic)


class House:
    """What a test does to payments and sees of them."""

    def __init__(self, call: PaymentsCall, bank: Bank, clock: MovedClock, doorstep: Doorstep) -> None:
        self.call, self.bank, self.clock, self.doorstep = call, bank, clock, doorstep
        self.keys = 0

    def request(self, amount: int = 12345, key: str | None = None, **more: Any) -> c.PaymentRequest:
        self.keys += 1
        asked: dict[str, Any] = {
            "account_number": ACCOUNT,
            "address": "г. Калуга, ул. Ленина, д. 1, кв. 2",
            "amount_kopecks": amount,
            "readings": [ZoneValue(zone="one", value=12345)],
            "receipt_email": "payer@example.org",
            "idempotency_key": key or f"test-key-{self.keys}",
        }
        return c.PaymentRequest(**asked | more)

    def start(self, amount: int = 12345, key: str | None = None, **more: Any) -> c.PaymentStarted:
        return start_payment(self.call, self.request(amount, key, **more))

    def by(self, who: str | Caller) -> PaymentsCall:
        """The same circumstances with another caller; a bare name is a member of staff."""
        return replace(self.call, caller=Caller(user_id=who, role="accountant") if isinstance(who, str) else who)

    def payment(self, payment_id: str) -> Payment:
        with self.call.database.transaction() as session:
            return session.get_one(Payment, payment_id)

    def state(self, payment_id: str) -> str:
        return self.payment(payment_id).state

    def edges(self, payment_id: str) -> list[str]:
        with self.call.database.transaction() as session:
            rows = select(HistoryRow.transition).where(HistoryRow.payment_id == payment_id).order_by(HistoryRow.id)
            return list(session.scalars(rows))

    def events(self, payment_id: str) -> list[str]:
        """Types of the events about a payment, in order, without prefix and version."""
        with self.call.database.transaction() as session:
            rows = session.execute(text("select type, body from outbox order by seq")).all()
        return [row.type.split(".")[1] for row in rows if json.loads(row.body)["payment_id"] == payment_id]

    def event(self, payment_id: str, kind: str) -> dict[str, Any]:
        with self.call.database.transaction() as session:
            rows = session.execute(text("select type, body from outbox order by seq desc")).all()
        bodies = [json.loads(row.body) for row in rows if kind in row.type]
        return next(body for body in bodies if body["payment_id"] == payment_id)

    def pass_time(self, **delta: float) -> None:
        self.clock.ahead += timedelta(**delta)

    def poll(self) -> int:
        return poll(self.call)

    def bank_order(self, payment_id: str) -> str:
        found = self.payment(payment_id).bank_order_id
        assert found
        return found


@pytest.fixture(scope="session")
def doorstep() -> Iterator[Doorstep]:
    doorstep = Doorstep()
    yield doorstep
    doorstep.server.shutdown()
    doorstep.server.server_close()


@pytest.fixture(scope="session")
def shared_bank(doorstep: Doorstep) -> Iterator[Bank]:
    with running_bank("--callback-url", doorstep.url, "--callback-retry-seconds", "0.3") as bank:
        yield bank


@pytest.fixture(scope="session")
def payments_database(database_factory: Databases) -> Iterator[Databases]:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in SETTINGS.items():
            patch.setenv(name, value)
        yield database_factory


@pytest.fixture(params=["ecom"])
def house(
    request: pytest.FixtureRequest, payments_database: Databases, shared_bank: Bank, doorstep: Doorstep
) -> Iterator[House]:
    """A fresh database each; `@pytest.mark.parametrize("house", [...], indirect=True)` chooses the protocol."""
    database = Database(payments_database("payments").url)
    settings = Settings.model_validate(
        {name.lower(): value for name, value in SETTINGS.items()}
        | {"database_url": database.engine.url.render_as_string(hide_password=False), "amqp_url": "amqp://unused/"}
        | {"bank_url": shared_bank.base, "bank_api": request.param, "bank_read_seconds": 1}
        | {"fiscal_inn": "5027119066", "fiscal_email": "kassa@example.org"}
    )
    clock = MovedClock()
    call: PaymentsCall = Call(
        database=database,
        clock=clock,
        caller=Caller(user_id="user-1", role="customer", owns=frozenset({ACCOUNT})),
        dependencies=Dependencies(bank_of(settings), settings),
    )
    doorstep.call, doorstep.answered = call, []
    house = House(call, shared_bank, clock, doorstep)
    yield house
    doorstep.call = None
    shared_bank.heal()
    every_history_is_a_path(house)
    database.engine.dispose()


def every_history_is_a_path(house: House) -> None:
    """Invariant 4: each payment has made only transitions of the table, one after the other, to its present state."""
    with house.call.database.transaction() as session:
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})  # callbacks may still arrive
        for payment in session.scalars(select(Payment)):
            rows = session.scalars(
                select(HistoryRow).where(HistoryRow.payment_id == payment.id).order_by(HistoryRow.id)
            ).all()
            made = [(row.transition, row.from_state, row.to_state) for row in rows]
            assert set(made) <= {tuple(edge) for edge in TRANSITIONS}
            states = ["draft", *(row.to_state for row in rows)]
            assert [row.from_state for row in rows] == states[:-1]
            assert states[-1] == payment.state
            assert all(row.actor and row.cause for row in rows)


def with_settings(call: PaymentsCall, **changes: Any) -> PaymentsCall:
    settings = call.dependencies.settings.model_copy(update=changes)
    return replace(call, dependencies=Dependencies(bank_of(settings), settings))
