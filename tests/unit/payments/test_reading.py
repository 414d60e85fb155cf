"""Reading the bank: no answer of it, however broken, is an exception or a false certainty."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.payments.acquirers.sberbank.order_status import read_state
from services.payments.acquirers.sberbank.reading import read_command, read_receipts, read_registration
from services.payments.bank.replies import (
    Closed,
    Done,
    NotSent,
    OrderState,
    OrderStatus,
    OrderUnknown,
    PerhapsRefused,
    Receipts,
    Refused,
    Registered,
    ReturnOperation,
    Unclear,
)
from services.payments.bank.returned import kept

pytestmark = pytest.mark.req("B3")

GATEWAY = {
    "errorCode": "0",
    "orderNumber": "p-1",
    "orderStatus": 4,
    "actionCode": 0,
    "amount": 19900,
    "currency": "643",
    "depositedDate": 1675169010957,
    "attributes": [{"name": "mdOrder", "value": "a67b0ced-c9a4-4cfb-bce3-b9595afaafc1"}],
    "cardAuthInfo": {"maskedPan": "220138**0047", "approvalCode": "433187"},
    "paymentAmountInfo": {"depositedAmount": 19900, "refundedAmount": 400},
    "operations": [{"type": "REFUND", "amount": 400, "externalRefundId": "key-1"}, {"type": "AUTHORIZATION"}],
}

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)


def test_a_status_of_the_gateway_is_read_whole() -> None:
    state = read_state(GATEWAY)
    assert isinstance(state, OrderState)
    assert (kept(state), state.returns, state.card_masked) == (19500, (ReturnOperation(400, "key-1"),), "220138**0047")
    assert state.paid_at
    assert state.paid_at.isoformat() == "2023-01-31T12:43:30.957000+00:00"


def test_a_status_of_an_older_installation_says_less_and_sends_numbers_as_text() -> None:
    state = read_state(
        {"errorCode": 0, "orderNumber": "p-1", "orderStatus": "2", "amount": "19900", "currency": 643, "ip": None}
    )
    assert isinstance(state, OrderState)
    assert (state.status, kept(state), state.returns) == (OrderStatus.DEPOSITED, 19900, None)


@pytest.mark.parametrize(
    ("status", "code", "closed"),
    [(6, -2013, Closed.ATTEMPTS_EXHAUSTED), (6, -2007, Closed.SESSION_EXPIRED), (6, 116, None), (2, -2013, None)],
)
def test_the_codes_of_a_declined_order_become_its_cause(status: int, code: int, closed: Closed | None) -> None:
    state = read_state(GATEWAY | {"orderStatus": status, "actionCode": code})
    assert isinstance(state, OrderState)
    assert (state.closed, state.action_code) == (closed, code)


@pytest.mark.parametrize(
    ("written", "rubles"), [("643", True), (810, True), ("840", False), ("RUB", True), ("", True), (None, True)]
)
def test_both_numbers_of_the_ruble_are_known(written: object, rubles: bool) -> None:
    state = read_state(GATEWAY | {"currency": written})
    assert isinstance(state, OrderState)
    assert state.in_rubles is rubles


def test_a_status_that_we_do_not_use_decides_nothing() -> None:
    state = read_state(GATEWAY | {"orderStatus": 9})
    assert isinstance(state, OrderState)
    assert (state.status, state.closed) == (OrderStatus.OTHER, None)


@given(st.dictionaries(st.sampled_from(sorted(GATEWAY)), json_values))
def test_a_damaged_status_is_unclear_and_never_an_exception(damage: dict[str, object]) -> None:
    assert isinstance(read_state(GATEWAY | damage), OrderState | OrderUnknown | Unclear)


@given(st.dictionaries(st.sampled_from(["errorCode", "orderId", "formUrl", "errorMessage"]), json_values))
def test_a_damaged_registration_is_never_taken_for_an_order(raw: dict[str, object]) -> None:
    answer = read_registration(raw)
    assert not isinstance(answer, Registered)


@pytest.mark.case("C3")
def test_a_number_that_the_bank_knows_is_not_refused_but_asked_about() -> None:
    assert isinstance(
        read_registration({"errorCode": "1", "errorMessage": "Заказ с таким номером уже обработан"}), Unclear
    )
    assert isinstance(read_registration({"errorCode": "7"}), Unclear)
    assert isinstance(read_registration({"errorCode": "5", "errorMessage": "Неверная сумма"}), Refused)


def test_a_classic_success_has_no_code() -> None:
    page = {"orderId": "70906e55-7114-41d6-8332-4609dc6590f4", "formUrl": "https://bank.example/p?mdOrder=1"}
    assert isinstance(read_registration(page), Registered)
    assert isinstance(read_registration(page | {"formUrl": "javascript:alert(1)"}), Unclear)


def test_commands_are_done_refused_or_unclear() -> None:
    assert isinstance(read_command({"errorCode": "0"}), Done)
    assert read_command({"errorCode": 7, "errorMessage": "Системная ошибка"}) == PerhapsRefused(7, "Системная ошибка")
    assert read_command({"errorCode": "5", "errorMessage": "Неверная сумма"}) == Refused(5, "Неверная сумма")
    assert isinstance(read_command(NotSent("x")), NotSent)
    for nonsense in ({}, {"errorCode": []}, {"errorCode": False}, {"errorCode": "-1"}, {"errorCode": None}):
        assert isinstance(read_command(nonsense), Unclear)


@given(json_values)
def test_damaged_receipts_are_unclear_and_never_an_exception(receipts: object) -> None:
    assert isinstance(read_receipts({"receipts": receipts}), Receipts | Unclear)
