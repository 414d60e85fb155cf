"""Money goes back to the card: whole, in parts, once for a key, and found out when the answer was lost."""

import pytest

from chassis.context import Caller
from chassis.errors import Refusal
from contracts import payments as c
from contracts.approvals import ApprovalRef, ApprovalsQuery
from deploy.simulators.bank_sandbox.order import Status as BankStatus
from services.payments.models import Refund
from services.payments.refunds import two_persons
from services.payments.refunds.refund_payment import preview_refund, refund_payment
from services.payments.screens.trace import trace_payment
from tests.integration.payments.conftest import House
from tests.support.bank_process import eventually

pytestmark = pytest.mark.req("M4.1.11")
both = pytest.mark.parametrize("house", ["ecom", "classic"], indirect=True)


def paid(house: House, amount: int = 1000) -> str:
    started = house.start(amount)
    house.bank.pay(house.bank_order(started.payment_id))
    eventually(lambda: house.state(started.payment_id) == "paid")
    house.doorstep.call = None  # what follows is shown without the help of callbacks
    return started.payment_id


def give_back(house: House, payment_id: str, amount: int, key: str = "refund-key-1") -> c.Refund:
    request = c.RefundRequest(
        payment_id=payment_id, amount_kopecks=amount, reason="ошибочный платеж", idempotency_key=key
    )
    return refund_payment(house.by("staff-1"), request)


def refunded_at_bank(house: House, payment_id: str) -> int:
    return int(house.bank.book(payment_id)[0]["refunded"])


@both
def test_parts_up_to_the_whole_and_not_a_kopeck_more(house: House) -> None:
    payment_id = paid(house)
    assert give_back(house, payment_id, 300, "refund-key-1").state == "done"
    assert house.state(payment_id) == "partly_refunded"
    with pytest.raises(Refusal) as refused:
        give_back(house, payment_id, 701, "refund-key-2")
    assert (refused.value.code, refused.value.field) == ("refund_not_possible", "amount_kopecks")
    assert give_back(house, payment_id, 700, "refund-key-3").state == "done"
    assert house.state(payment_id) == "refunded"
    assert refunded_at_bank(house, payment_id) == 1000
    assert house.events(payment_id) == ["payment_succeeded", "payment_refunded", "payment_refunded"]


@both
def test_the_same_key_gives_the_same_refund(house: House) -> None:
    payment_id = paid(house)
    first, second = give_back(house, payment_id, 300), give_back(house, payment_id, 300)
    assert first.refund_id == second.refund_id
    assert second.state == "done"
    assert refunded_at_bank(house, payment_id) == 300
    with pytest.raises(Refusal) as refused:
        give_back(house, payment_id, 400)
    assert refused.value.code == "idempotency_conflict"


@both
@pytest.mark.req("B3")
@pytest.mark.parametrize("kind", ["timeout", "error_after", "cut"])
def test_a_refund_whose_answer_was_lost_is_found_and_made_once(house: House, kind: str) -> None:
    payment_id = paid(house)
    house.bank.fault("refund", kind, seconds=3)
    assert give_back(house, payment_id, 300).state == "unknown"
    house.pass_time(minutes=2)
    house.poll()
    assert _refund(house, payment_id).state == "done"
    assert house.payment(payment_id).returned_kopecks == refunded_at_bank(house, payment_id) == 300
    assert house.events(payment_id).count("payment_refunded") == 1


@pytest.mark.req("B3")
def test_a_refund_that_never_arrived_is_sent_again_where_the_bank_keeps_keys(house: House) -> None:
    payment_id = paid(house)
    house.bank.fault("refund", "drop")
    assert give_back(house, payment_id, 300).state == "unknown"
    house.pass_time(minutes=2)
    house.poll()
    assert _refund(house, payment_id).state == "done"
    assert refunded_at_bank(house, payment_id) == 300


@pytest.mark.req("B3")
@pytest.mark.parametrize("house", ["classic"], indirect=True)
def test_without_keys_an_unknown_refund_is_never_sent_twice_but_given_to_a_person(house: House) -> None:
    payment_id = paid(house)
    house.bank.fault("refund", "drop")
    give_back(house, payment_id, 300)
    for _ in range(60):
        house.pass_time(hours=4)
        house.poll()
    assert _refund(house, payment_id).state == "manual_review"
    assert refunded_at_bank(house, payment_id) == 0
    with pytest.raises(Refusal):  # its sum stays reserved until a person has decided
        give_back(house, payment_id, 701, "refund-key-2")


def test_only_what_was_paid_is_given_back(house: House) -> None:
    with pytest.raises(Refusal) as unpaid:
        give_back(house, house.start().payment_id, 1)
    assert unpaid.value.code == "refund_not_possible"
    with pytest.raises(Refusal) as unknown:
        give_back(house, "no-such-payment", 1, "refund-key-2")
    assert unknown.value.code == "payment_not_found"


@pytest.mark.parametrize(("kopecks", "calls"), [(300, ["refund"]), (1000, ["reverse", "refund"])])
def test_a_refusal_of_the_bank_changes_no_balance(house: House, kopecks: int, calls: list[str]) -> None:
    payment_id = paid(house)
    house.bank.ecom("refund.do", orderId=house.bank_order(payment_id), amount=900)  # behind our back
    assert give_back(house, payment_id, kopecks).state == "refused"
    assert house.payment(payment_id).returned_kopecks == 0
    with house.call.reading() as work:
        steps = trace_payment(work, c.PaymentRef(payment_id=payment_id)).steps
    assert [step.what for step in steps if "Refused" in step.what] == [f"{call}: Refused" for call in calls]


@both
def test_the_whole_of_a_payment_of_today_is_reversed_before_the_bank_settles(house: House) -> None:
    payment_id = paid(house)
    assert give_back(house, payment_id, 1000).state == "done"
    (order,) = house.bank.book(payment_id)
    assert (order["status"], order["refunded"]) == (BankStatus.REVERSED, 0)
    assert house.state(payment_id) == "reversed"
    assert house.events(payment_id) == ["payment_succeeded", "payment_refunded"]
    house.poll()
    assert house.payment(payment_id).returned_kopecks == 1000


def test_the_whole_of_a_payment_of_yesterday_is_a_refund(house: House) -> None:
    payment_id = paid(house)
    house.pass_time(hours=24)
    assert give_back(house, payment_id, 1000).state == "done"
    assert house.state(payment_id) == "refunded"
    assert refunded_at_bank(house, payment_id) == 1000


@both
@pytest.mark.req("B3")
@pytest.mark.parametrize("kind", ["timeout", "error_after"])
def test_a_reversal_whose_answer_was_lost_is_found_and_made_once(house: House, kind: str) -> None:
    payment_id = paid(house)
    house.bank.fault("reverse", kind, seconds=3)
    assert give_back(house, payment_id, 1000).state == "unknown"
    house.pass_time(minutes=2)
    house.poll()
    assert _refund(house, payment_id).state == "done"
    assert (house.state(payment_id), house.payment(payment_id).returned_kopecks) == ("reversed", 1000)
    assert house.events(payment_id).count("payment_refunded") == 1


def _refund(house: House, payment_id: str) -> Refund:
    with house.call.database.transaction() as session:
        return session.query(Refund).filter_by(payment_id=payment_id).one()


def test_a_refund_above_the_limit_goes_to_the_card_when_a_second_person_agrees(house: House) -> None:
    """Desk A4: any operator could give back any sum alone, and the same one twice within seconds."""
    payment_id, operator = paid(house, 3_000_000), Caller("operator-1", "operator")
    wish = c.RefundRequest(
        payment_id=payment_id, amount_kopecks=1_000_000, reason="дважды оплачено", idempotency_key="refund-key-1"
    )
    assert refund_payment(house.by(operator), wish).state == "done"
    more = wish.model_copy(update={"idempotency_key": "refund-key-2"})
    with house.by(operator).reading() as work:
        seen = preview_refund(work, more)
        assert (seen.left_kopecks, seen.above_kopecks, len(seen.before)) == (1_000_000, 1_500_000, 1)
        assert two_persons.list_approvals(work, ApprovalsQuery()).alone == {"refund": 1_500_000}
    with pytest.raises(Refusal) as refused:
        refund_payment(house.by(operator), more)
    assert refused.value.code == "approval_needed", "the parts of a day are judged as one"
    with house.by(operator).transaction() as work:
        held = two_persons.ask_refund(work, more)
    assert refunded_at_bank(house, payment_id) == 1_000_000
    with pytest.raises(Refusal) as refused:
        two_persons.approve(house.by(operator), ApprovalRef(approval_id=held.approval_id))
    assert refused.value.code == "approval_not_possible"
    assert two_persons.approve(house.by("boss"), ApprovalRef(approval_id=held.approval_id)).state == "approved"
    assert refunded_at_bank(house, payment_id) == 2_000_000
    with pytest.raises(Refusal) as refused:
        two_persons.approve(house.by("boss"), ApprovalRef(approval_id=held.approval_id))
    assert (refused.value.code, refunded_at_bank(house, payment_id)) == ("approval_not_possible", 2_000_000)
