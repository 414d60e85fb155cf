"""The bank's own published status answers, word for word (its OpenAPI 1.0.4 and 1.0.7), and their near variants."""

import json
from pathlib import Path
from typing import Any

import pytest

from services.payments.acquirers.sberbank.order_status import read_state
from services.payments.bank.replies import OrderState, OrderStatus, OrderUnknown, RefusalReason, ReturnOperation
from services.payments.bank.returned import Contradiction, kept, returned

pytestmark = pytest.mark.req("B3")

PUBLISHED: dict[str, dict[str, Any]] = json.loads(
    Path(__file__).with_name("published_statuses.json").read_text(encoding="utf-8")
)
SUCCESS = PUBLISHED["1.0.4 success"]
PAID = {"1.0.4 success": 19900, "1.0.7 success": 19900, "1.0.7 SBPSubscriptionSuccess": 19900}


def read(raw: dict[str, Any]) -> OrderState:
    state = read_state(raw)
    assert isinstance(state, OrderState)
    return state


@pytest.mark.parametrize(("name", "kopecks"), PAID.items())
def test_a_published_success_is_paid_money_in_rubles(name: str, kopecks: int) -> None:
    state = read(PUBLISHED[name])
    assert (state.status, state.amount, kept(state)) == (OrderStatus.DEPOSITED, kopecks, kopecks)
    assert state.in_rubles
    assert state.bank_order_id == "a67b0ced-c9a4-4cfb-bce3-b9595afaafc1"
    assert state.paid_at
    assert state.paid_at.isoformat() == "2023-01-31T12:43:30.957000+00:00"


def test_every_published_answer_can_be_read() -> None:
    for raw in PUBLISHED.values():
        assert isinstance(read_state(raw), OrderState | OrderUnknown)


def test_a_payment_with_bonuses_is_for_a_person() -> None:
    assert isinstance(returned(read(PUBLISHED["1.0.7 loyalty"])), Contradiction)


def test_an_order_that_nobody_has_tried_to_pay_has_no_refusal() -> None:
    state = read(PUBLISHED["1.0.7 orderCreated"])
    assert (state.status, state.refusal) == (OrderStatus.REGISTERED, None)


@pytest.mark.parametrize(
    "change",
    [
        {"actionCode": None},
        {"actionCode": "?"},
        {"authDateTime": "2026-11-29T10:00:00"},
        {"authDateTime": "yesterday"},
        {"authDateTime": []},
        {"attributes": None},
        {"attributes": ["mdOrder"]},
        {"cardAuthInfo": None},
        {"cardAuthInfo": []},
        {"bankInfo": None},
        {"errorCode": 0},
        {"errorCode": None},
        {"operations": None},
        {"operations": "none"},
        {"refunds": None},
        {"orderDescription": None},
    ],
)
def test_an_odd_detail_does_not_hold_up_the_money(change: dict[str, Any]) -> None:
    assert kept(read(SUCCESS | change)) == 19900


@pytest.mark.parametrize("amounts", [None, {}, {"depositedAmount": None}, {"refundedAmount": 0}])
def test_a_paid_order_without_its_sums_is_paid_whole(amounts: dict[str, Any] | None) -> None:
    assert kept(read(SUCCESS | {"paymentAmountInfo": amounts})) == 19900


@pytest.mark.parametrize(
    "change",
    [{"amount": None}, {"amount": True}, {"amount": "199.5"}, {"orderStatus": None}, {"orderStatus": "paid"}],
)
def test_a_number_a_state_or_a_sum_that_cannot_be_read_decides_nothing(change: dict[str, Any]) -> None:
    assert not isinstance(read_state(SUCCESS | change), OrderState)


def test_a_time_without_its_zone_is_moscows() -> None:
    state = read({**SUCCESS, "depositedDate": "2026-11-29T10:00:00"})
    assert state.paid_at
    assert state.paid_at.isoformat() == "2026-11-29T07:00:00+00:00"


def test_sums_beside_their_object_are_found() -> None:
    flat = {"paymentAmountInfo": None, "depositedAmount": 19500, "refundedAmount": 400, "orderStatus": 4}
    assert returned(read(SUCCESS | flat)) == 400


@pytest.mark.parametrize(
    ("operations", "refunds", "expected"),
    [
        ([{"type": "REFUND", "amount": 400}], None, (ReturnOperation(400),)),
        ([{"type": "REFUND", "amount": 400, "externalRefundId": "k"}], [{"amount": 400}], (ReturnOperation(400, "k"),)),
        ([{"type": "AUTHORIZATION", "amount": 19900}], [{"amount": 400}], (ReturnOperation(400),)),
        (None, [{"refundAmount": "400", "externalRefundId": "k"}], (ReturnOperation(400, "k"),)),
        ([{"type": "REVERSAL", "amount": 400, "actionCode": 400}], None, (ReturnOperation(400, None, True),)),
        ([{"type": "REFUND", "amount": 400, "actionCode": 2009}], None, ()),
        ([], None, ()),
        (None, None, None),
    ],
)
def test_what_went_back_is_read_from_operations_or_refunds(operations: Any, refunds: Any, expected: Any) -> None:
    assert read(SUCCESS | {"operations": operations, "refunds": refunds}).returns == expected


@pytest.mark.parametrize(
    "change",
    [{"chargeback": True}, {"chargeback": "true"}, {"cardAuthInfo": {"chargeback": True}}, {"chargeback": 1}],
)
@pytest.mark.case("I4")
def test_a_chargeback_is_read_wherever_it_stands(change: dict[str, Any]) -> None:
    assert read(SUCCESS | change).chargeback
    assert not read(SUCCESS | {"chargeback": False, "cardAuthInfo": {"chargeback": "false"}}).chargeback


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (116, RefusalReason.FUNDS),
        (101, RefusalReason.CARD_EXPIRED),
        (12, RefusalReason.LIMIT),
        (14, RefusalReason.CARD_DATA),
        (41, RefusalReason.CARD_BLOCKED),
        (-2006, RefusalReason.NOT_CONFIRMED),
        (910, RefusalReason.ISSUER_SILENT),
        (71015, RefusalReason.REFUSED),
        (-2007, None),
        (-100, None),
    ],
)
def test_the_code_of_a_refused_attempt_becomes_its_category(code: int, reason: RefusalReason | None) -> None:
    assert read(SUCCESS | {"orderStatus": 6, "actionCode": code}).refusal == reason
    assert read(SUCCESS | {"actionCode": code}).refusal is None
