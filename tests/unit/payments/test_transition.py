"""A transition changes the state, keeps history, plans the poller and publishes; a forbidden one does nothing."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from sqlalchemy.orm import Session

from services.payments.bank.replies import Closed, OrderState, OrderStatus
from services.payments.lifecycle.schedule import UNFINISHED
from services.payments.lifecycle.states import ForbiddenTransition
from services.payments.lifecycle.transition import plan_next, transition
from services.payments.models import HistoryRow, Part, Payment
from services.payments.status.apply_status import apply_status

pytestmark = pytest.mark.req("B3")
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


class Recorder:
    """What is added and executed; no database."""

    def __init__(self) -> None:
        self.rows: list[Any] = []
        self.events: list[str] = []

    def add(self, row: Any) -> None:
        self.rows.append(row)

    def execute(self, statement: Any, values: dict[str, Any] | None = None, **_: Any) -> Any:
        if values is None:
            return SimpleNamespace(first=lambda: None)
        self.events.append(values["type"].split(".")[1])
        return None

    @property
    def history(self) -> list[tuple[str, str, str]]:
        return [(row.transition, row.from_state, row.to_state) for row in self.rows if isinstance(row, HistoryRow)]


def payment(state: str, **more: Any) -> Payment:
    values: dict[str, Any] = {
        "id": "261123-8F2K9QWX4T",
        "user_id": "user-1",
        "parts": [Part(id="261123-8F2K9QWX4T", nth=1, account_number="180111111", address="", amount_kopecks=1000)],
        "amount_kopecks": 1000,
        "returned_kopecks": 0,
        "checks": 0,
        "bank_order_id": "order",
        "created_at": NOW,
        "session_ends_at": NOW + timedelta(minutes=20),
    }
    return Payment(**values | {"state": state} | more)


def made(name: str, of: Payment) -> Recorder:
    recorder = Recorder()
    transition(cast(Session, recorder), of, name, "bank", "because", NOW)
    return recorder


def test_a_confirmed_payment_is_published_with_its_history() -> None:
    paid = payment("awaiting_bank", paid_at=NOW, checks=3)
    recorder = made("confirmed", paid)
    assert (paid.state, recorder.events) == ("paid", ["payment_succeeded"])
    assert recorder.history == [("confirmed", "awaiting_bank", "paid")]
    assert recorder.rows[0].event_id is not None
    assert (paid.checks, paid.next_check_at) == (0, NOW + timedelta(minutes=1)), "the schedule begins anew"


def test_a_failed_payment_is_published_and_never_asked_about_again() -> None:
    failed = payment("awaiting_bank", next_check_at=NOW)
    assert made("attempts_exhausted", failed).events == ["payment_failed"]
    assert (failed.state, failed.next_check_at) == ("declined", None)


def test_manual_review_is_logged_and_publishes_nothing(caplog: pytest.LogCaptureFixture) -> None:
    reviewed = payment("unknown", next_check_at=NOW)
    assert made("answer_contradicts", reviewed).events == []
    assert "manual review" in caplog.text
    assert (reviewed.state, reviewed.next_check_at) == ("manual_review", None)


def test_a_transition_that_is_not_in_the_table_changes_nothing() -> None:
    ended, recorder = payment("refunded"), Recorder()
    with pytest.raises(ForbiddenTransition):
        transition(cast(Session, recorder), ended, "confirmed", "bank", "because", NOW)
    assert (ended.state, recorder.rows, recorder.events) == ("refunded", [], [])


def test_a_payment_without_a_moment_of_payment_cannot_be_published() -> None:
    with pytest.raises(ValueError, match="cannot be paid without"):
        made("confirmed", payment("awaiting_bank"))


def test_the_schedule_of_an_unfinished_payment_ends() -> None:
    assert plan_next(payment("unknown", checks=len(UNFINISHED) - 1), NOW)
    assert not plan_next(payment("unknown", checks=len(UNFINISHED)), NOW)


def status(**more: Any) -> OrderState:
    values: dict[str, Any] = {"order_number": "261123-8F2K9QWX4T", "bank_order_id": "order", "amount": 1000}
    return OrderState(**values | {"status": OrderStatus.DEPOSITED, "in_rubles": True} | more)


def applied(reply: OrderState, to: Payment) -> Recorder:
    recorder = Recorder()
    apply_status(cast(Session, recorder), to, reply, "poller", NOW)
    return recorder


def test_a_status_with_our_money_copies_its_details_and_confirms() -> None:
    waiting = payment("awaiting_bank")
    recorder = applied(status(card_masked="220220**2424", approval_code="123456", action_code=0), waiting)
    assert (waiting.state, waiting.paid_at, waiting.card_masked) == ("paid", NOW, "220220**2424")
    assert recorder.events == ["payment_succeeded"]


def test_a_status_with_other_money_copies_the_reason_alone() -> None:
    waiting = payment("awaiting_bank")
    recorder = applied(status(amount=1001, action_code=116, card_masked="220220**2424"), waiting)
    assert (waiting.state, waiting.action_code, waiting.paid_at) == ("manual_review", 116, None)
    assert (waiting.card_masked, recorder.events) == (None, [])


def test_an_order_that_is_closed_unpaid_ends_the_payment() -> None:
    waiting = payment("awaiting_bank")
    recorder = applied(status(status=OrderStatus.DECLINED, closed=Closed.SESSION_EXPIRED), waiting)
    assert (waiting.state, recorder.events) == ("expired", ["payment_failed"])
