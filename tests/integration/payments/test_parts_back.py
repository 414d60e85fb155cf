"""What goes back of an order for several accounts: each its own, and what the bank gives back itself to a person."""

from typing import Any
from uuid import UUID

import pytest

from chassis.errors import Refusal
from contracts import payments as c
from services.payments.bank.orders import Position, Sale
from services.payments.bank.replies import Done
from services.payments.models import Refund
from services.payments.refunds.refund_payment import preview_refund, refund_payment
from services.payments.review.resolve_payment import ask_bank
from services.payments.review.resolve_refund import resolve_refund
from services.payments.screens.lists import list_for_review
from tests.integration.payments.conftest import ACCOUNT, House
from tests.integration.payments.test_parts import DACHA, GARAGE, SUMS, now, paid, seen, told
from wording.moscow import moscow_day

pytestmark = [pytest.mark.req("B14"), pytest.mark.req("B3")]
both = pytest.mark.parametrize("house", ["ecom", "classic"], indirect=True)


def give_back(house: House, payment_id: str, kopecks: int, number: str | None, key: str = "") -> c.Refund:
    wanted = c.RefundRequest(
        payment_id=payment_id,
        amount_kopecks=kopecks,
        reason="ошибочный платеж",
        idempotency_key=key or f"refund-{number}-{kopecks}",
        account_number=number,
    )
    return refund_payment(house.by("accountant-1"), wanted)


@both
def test_an_account_gives_back_its_own_and_not_a_kopeck_more(house: House) -> None:
    payment_id = paid(house)
    for number, kopecks in ((None, 1), ("180111119", 1), (GARAGE, 2), (ACCOUNT, SUMS[ACCOUNT] + 1)):
        with pytest.raises(Refusal) as refused:
            give_back(house, payment_id, kopecks, number)
        assert refused.value.code == "refund_not_possible"
    made = give_back(house, payment_id, 20_000, DACHA)
    assert (made.state, made.account_number) == ("done", DACHA)
    with pytest.raises(Refusal, match="refund_not_possible"):
        give_back(house, payment_id, 3, DACHA)
    give_back(house, payment_id, 2, DACHA)
    give_back(house, payment_id, SUMS[ACCOUNT], ACCOUNT)
    assert house.state(payment_id) == "partly_refunded"
    assert give_back(house, payment_id, 1, GARAGE).state == "done"
    assert house.state(payment_id) == "refunded"
    back: dict[str, int] = {}
    for one in told(house, payment_id, "payment_refunded"):
        back[one["account_number"]] = back.get(one["account_number"], 0) + one["amount_kopecks"]
    assert back == SUMS


def test_before_a_refund_staff_see_what_is_left_of_the_account(house: House) -> None:
    payment_id = paid(house)
    wanted = c.RefundRequest(
        payment_id=payment_id,
        amount_kopecks=1,
        reason="ошибочный платеж",
        idempotency_key="preview-1",
        account_number=DACHA,
    )
    with house.call.reading() as work:
        effect = preview_refund(work, wanted)
    assert (effect.account_number, effect.left_kopecks) == (DACHA, SUMS[DACHA] - 1)


def of_no_account(house: House, payment_id: str) -> list[Refund]:
    with house.call.database.reading() as session:
        rows = session.query(Refund).where(Refund.payment_id == payment_id, Refund.part.is_(None)).all()
    return list(rows)


def divided(house: House, refund_id: UUID, shares: dict[str, int], key: str, decision: Any = "done") -> c.Refund:
    parts = [c.PartSum(account_number=number, amount_kopecks=kopecks) for number, kopecks in shares.items()]
    wanted = c.RefundSettlement(
        refund_id=str(refund_id), decision=decision, reason="заявление плательщика", idempotency_key=key, parts=parts
    )
    return resolve_refund(house.by("accountant-1"), wanted)


def test_what_the_bank_gives_back_without_naming_an_account_comes_to_a_person(house: House) -> None:
    payment_id = paid(house)
    by_hand(house, payment_id, 10_002)
    (waiting,) = of_no_account(house, payment_id)
    assert (waiting.state, waiting.amount_kopecks) == ("manual_review", 10_002)
    assert told(house, payment_id, "payment_refunded") == [], "no account is charged on a guess"
    with house.call.reading() as work:
        listed = list_for_review(work, c.ReviewQuery())
    assert [one.payment_id for one in listed.payments] == [payment_id]
    with pytest.raises(Refusal, match="refund_not_possible"):
        give_back(house, payment_id, SUMS[DACHA] + 1, DACHA)
    wrong: list[tuple[dict[str, int], Any]] = [
        ({}, "done"),
        ({DACHA: 10_001}, "done"),
        ({ACCOUNT: 10_002}, "done"),
        ({"180111119": 10_002}, "done"),
        ({DACHA: 10_002}, "refused"),
    ]
    for nth, (shares, decision) in enumerate(wrong):
        with pytest.raises(Refusal) as refused:
            divided(house, waiting.id, shares, f"wrong-shares-{nth}", decision)
        assert refused.value.code == "review_not_possible"
    for _ in range(2):
        assert divided(house, waiting.id, {ACCOUNT: 10_001, GARAGE: 1}, "right-shares").state == "done"
    events = told(house, payment_id, "payment_refunded")
    assert {one["account_number"]: one["amount_kopecks"] for one in events} == {ACCOUNT: 10_001, GARAGE: 1}
    ask_bank(house.by("accountant-1"), c.PaymentRef(payment_id=payment_id))
    shown = seen(house, house.call.caller, payment_id)
    assert [one.refunded_kopecks for one in shown.parts] == [10_001, 0, 1]
    assert len(told(house, payment_id, "payment_refunded")) == 2, "the movement at the bank is known"
    with house.call.reading() as work:
        assert list_for_review(work, c.ReviewQuery()).payments == []


def by_hand(house: House, payment_id: str, kopecks: int) -> None:
    """The bank's own people give money back, and staff ask the bank."""
    sale = Sale((Position(code=payment_id, account_number=ACCOUNT, kopecks=kopecks),), moscow_day(now()))
    answer = house.call.dependencies.bank.refund(house.bank_order(payment_id), kopecks, f"by-hand-{kopecks}", sale)
    assert isinstance(answer, Done)
    for _ in range(2):
        ask_bank(house.by("accountant-1"), c.PaymentRef(payment_id=payment_id))


def test_an_order_that_the_bank_undoes_whole_needs_nobody(house: House) -> None:
    payment_id = paid(house)
    by_hand(house, payment_id, 500)
    by_hand(house, payment_id, sum(SUMS.values()) - 500)
    assert house.state(payment_id) == "refunded"
    assert {one.state for one in of_no_account(house, payment_id)} == {"divided"}
    back: dict[str, int] = {}
    for one in told(house, payment_id, "payment_refunded"):
        back[one["account_number"]] = back.get(one["account_number"], 0) + one["amount_kopecks"]
    assert back == SUMS
