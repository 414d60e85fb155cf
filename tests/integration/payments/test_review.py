"""A person ends what the portal could not, never against the bank's word; abandoned orders are closed at the bank."""

import pytest
from prometheus_client import REGISTRY
from sqlalchemy import text

from chassis.context import Caller
from chassis.errors import Refusal
from contracts import payments as c
from services.payments.lifecycle.states import TRANSITIONS, ForbiddenTransition
from services.payments.lifecycle.transition import allowed
from services.payments.metrics import FORBIDDEN_TRANSITIONS
from services.payments.models import Refund
from services.payments.refunds.refund_payment import refund_payment
from services.payments.review.count_waiting import count_waiting
from services.payments.review.resolve_payment import ask_bank, resolve_payment
from services.payments.review.resolve_refund import resolve_refund
from services.payments.screens.follow import follow_payment
from services.payments.screens.trace import trace_payment
from services.payments.status.inquire import inquire
from tests.integration.payments.conftest import ACCOUNT, House
from tests.support.bank_process import VISA, eventually

pytestmark = pytest.mark.req("B3", "S5")
both = pytest.mark.parametrize("house", ["ecom", "classic"], indirect=True)


def settlement(payment_id: str, decision: str = "paid", key: str = "settle-1") -> c.ReviewSettlement:
    return c.ReviewSettlement(
        payment_id=payment_id, decision=decision, reason="сверено с выпиской банка", idempotency_key=key
    )


def contradicted(house: House, delta: int = 1) -> str:
    """A payment that the bank shows with another sum, for as long as the test lasts."""
    payment_id = house.start(1000).payment_id
    house.bank.fault("status", "amount", delta=delta, times=100, order_number=payment_id)
    house.bank.pay(house.bank_order(payment_id))
    eventually(lambda: house.state(payment_id) == "manual_review")
    return payment_id


def trail(house: House) -> list[tuple[str, str | None, str | None]]:
    with house.call.database.reading() as session:
        rows = session.execute(text("select action, subject, details->>'reason' from audit order by id"))
        return [(row[0], row[1], row[2]) for row in rows]


def test_a_person_may_take_it_as_paid_where_the_bank_has_money(house: House) -> None:
    payment_id = contradicted(house)
    shown = resolve_payment(house.by("accountant-1"), settlement(payment_id))
    assert (shown.state, shown.amount_kopecks) == ("paid", 1000)
    assert resolve_payment(house.by("accountant-1"), settlement(payment_id)) == shown
    assert house.events(payment_id) == ["payment_succeeded"]
    assert house.edges(payment_id)[-1] == "settled_as_paid"
    assert trail(house)[-1] == ("review_settled", payment_id, "сверено с выпиской банка")
    with pytest.raises(Refusal, match="idempotency_conflict"):
        resolve_payment(house.by("accountant-1"), settlement(payment_id, "not_paid"))


@pytest.mark.req("O2")
def test_a_payment_in_review_is_a_state_with_its_age_until_the_review_ends(house: House) -> None:
    payment_id = contradicted(house)
    house.pass_time(hours=3)
    count_waiting(house.call)
    assert gauge("cabinet_payments_waiting_for_staff", why="manual_review") == 1
    assert gauge("cabinet_payments_waiting_for_staff_oldest_age_seconds", why="manual_review") >= 3 * 3600
    resolve_payment(house.by("accountant-1"), settlement(payment_id))
    count_waiting(house.call)
    assert gauge("cabinet_payments_waiting_for_staff", why="manual_review") == 0
    assert gauge("cabinet_payments_waiting_for_staff_oldest_age_seconds", why="manual_review") == 0


def gauge(name: str, **labels: str) -> float | None:
    return REGISTRY.get_sample_value(name, labels)


def test_nobody_decides_against_the_bank_or_without_it(house: House) -> None:
    payment_id = contradicted(house)
    with pytest.raises(Refusal, match="review_not_possible") as refused:
        resolve_payment(house.by("accountant-1"), settlement(payment_id, "not_paid"))
    assert "есть деньги" in refused.value.message
    house.bank.heal()
    house.bank.fault("status", "html")
    with pytest.raises(Refusal, match="bank_unavailable"):
        resolve_payment(house.by("accountant-1"), settlement(payment_id))
    assert house.state(payment_id) == "manual_review"
    assert resolve_payment(house.by("accountant-1"), settlement(payment_id, key="settle-2")).state == "paid"
    assert house.edges(payment_id)[-1] == "corrected_to_paid", "the bank reported it first"


def test_what_the_bank_shows_unpaid_is_ended_as_not_paid(house: House) -> None:
    payment_id = house.start(1000).payment_id
    house.bank.fault("status", "amount", times=1)
    inquire(house.call, payment_id, "poller")
    assert house.state(payment_id) == "manual_review"
    with pytest.raises(Refusal, match="review_not_possible"):
        resolve_payment(house.by("accountant-1"), settlement(payment_id))
    shown = resolve_payment(house.by("accountant-1"), settlement(payment_id, "not_paid", "settle-2"))
    assert (shown.state, house.events(payment_id)) == ("declined", ["payment_failed"])
    with pytest.raises(Refusal, match="payment_not_found"):
        resolve_payment(house.by("accountant-1"), settlement("no-such-payment"))


@pytest.mark.req("M4.1.11")
@pytest.mark.parametrize("house", ["classic"], indirect=True)
def test_a_refund_that_the_bank_does_not_know_is_ended_and_its_sum_is_free_again(house: House) -> None:
    payment_id = house.start(1000).payment_id
    house.bank.pay(house.bank_order(payment_id))
    eventually(lambda: house.state(payment_id) == "paid")
    house.bank.fault("refund", "drop")
    asked = c.RefundRequest(payment_id=payment_id, amount_kopecks=300, reason="ошибка", idempotency_key="refund-key-1")
    refund = refund_payment(house.by("accountant-1"), asked)
    for _ in range(60):
        house.pass_time(hours=4)
        house.poll()
    wanted = c.RefundSettlement(
        refund_id=refund.refund_id, decision="refused", reason="в банке возврата нет", idempotency_key="settle-1"
    )
    assert resolve_refund(house.by("accountant-1"), wanted).state == "refused"
    again = asked.model_copy(update={"amount_kopecks": 1000, "idempotency_key": "refund-key-2"})
    assert refund_payment(house.by("accountant-1"), again).state == "done"
    with house.call.database.reading() as session:
        assert {row.state for row in session.query(Refund)} == {"refused", "done"}


def test_staff_ask_the_bank_and_it_is_written_down(house: House) -> None:
    house.bank.fault("callback", "lost")
    payment_id = house.start().payment_id
    house.bank.pay(house.bank_order(payment_id))
    assert ask_bank(house.by("operator-1"), c.PaymentRef(payment_id=payment_id)).state == "paid"
    assert trail(house)[-1][:2] == ("bank_asked", payment_id)


@both
@pytest.mark.req("M4.3.4")
def test_an_abandoned_order_is_closed_at_the_bank(house: House) -> None:
    payment_id = house.start().payment_id
    house.pass_time(minutes=23)
    house.poll()
    assert house.state(payment_id) == "expired"
    assert house.edges(payment_id)[-1] == "abandoned"
    assert house.bank.pay(house.bank_order(payment_id), VISA).status_code == 409, "nobody can pay it any more"
    with house.call.transaction() as work:
        steps = [step.what for step in trace_payment(work, c.PaymentRef(payment_id=payment_id)).steps]
    assert steps.index("decline: Intended") < steps.index("decline: Done")


def test_money_that_came_in_the_last_moment_wins_over_the_end(house: House) -> None:
    house.bank.fault("callback", "lost")
    payment_id = house.start().payment_id
    house.bank.fault("status", "lag", seconds=2, order_number=payment_id)
    house.bank.pay(house.bank_order(payment_id))
    house.pass_time(minutes=23)
    house.poll()
    assert house.state(payment_id) == "paid"


def test_a_forbidden_transition_is_counted_logged_and_raised(house: House, caplog: pytest.LogCaptureFixture) -> None:
    before = FORBIDDEN_TRANSITIONS.labels("confirmed")._value.get()
    with pytest.raises(ForbiddenTransition):
        allowed(TRANSITIONS, "confirmed", "paid", "p-1")
    assert FORBIDDEN_TRANSITIONS.labels("confirmed")._value.get() == before + 1
    assert "forbidden transition" in caplog.text


@pytest.mark.req("M6.1")
def test_the_customer_follows_the_payment_in_his_own_words(house: House) -> None:
    payment_id = house.start(19900).payment_id
    house.bank.pay(house.bank_order(payment_id))
    eventually(lambda: house.state(payment_id) == "paid")
    house.pass_time(minutes=2)
    house.poll()
    asked = c.PaymentRef(payment_id=payment_id)
    with house.by(Caller(user_id="user-1", role="customer", owns=frozenset({ACCOUNT}))).reading() as work:
        titles = [step.title for step in follow_payment(work, asked).steps]
        assert set(titles) == {
            "Вы нажали «Оплатить»", "Банк открыл страницу оплаты", "Банк подтвердил списание",
            "Кассовый чек сформирован",
        }  # fmt: skip
    stranger = house.by(Caller(user_id="user-2", role="customer"))
    with pytest.raises(Refusal, match="payment_not_found"), stranger.reading() as work:
        follow_payment(work, asked)
