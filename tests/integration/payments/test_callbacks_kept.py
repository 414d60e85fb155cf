"""Whatever comes to the address of the bank is kept, bounded, before anything can go wrong with it."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from contracts import payments as c
from services.payments.callbacks.receive_callback import receive_callback
from services.payments.dependencies import Dependencies
from services.payments.models import CallbackRow
from tests.integration.payments.conftest import House

pytestmark = [pytest.mark.req("B3"), pytest.mark.case("I6")]


def kept(house: House) -> list[CallbackRow]:
    with house.call.database.transaction() as session:
        return list(session.scalars(select(CallbackRow)))


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"mdOrder": "\0", "orderNumber": "a\0b", "checksum": "\ud800"},
        {"checksum": "0" * 50_000},
        {f"name-{nth}": "x" * 5000 for nth in range(500)},
        {"orderNumber": "no order of ours", "operation": "chargeback"},
    ],
)
def test_an_odd_callback_is_kept_and_has_no_effect(house: House, parameters: dict[str, str]) -> None:
    callback = c.BankCallback(transport="form", parameters=parameters, raw="raw\0", remote_ip="127.0.0.1")
    assert receive_callback(house.call, callback).authentic is False
    (row,) = kept(house)
    assert (row.authentic, row.payment_id) == (False, None)
    assert len(row.parameters) <= 64
    assert max((len(value) for value in row.parameters.values()), default=0) <= 2000


def test_a_callback_whose_reading_fails_is_kept_all_the_same(house: House) -> None:
    class Broken:
        def read_callback(self, _: Any) -> Any:
            raise RuntimeError("a defect")

    bank: Any = Broken()
    call = replace(house.call, dependencies=Dependencies(bank, house.call.dependencies.settings))
    callback = c.BankCallback(transport="get", parameters={"orderNumber": "x"}, raw="x", remote_ip="127.0.0.1")
    assert receive_callback(call, callback).authentic is False
    assert len(kept(house)) == 1
