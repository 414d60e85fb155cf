"""What comes to the address of the bank: authentic callbacks are kept, of all others a count (S12)."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select, text

from contracts import payments as c
from services.payments.callbacks.receive_callback import receive_callback
from services.payments.dependencies import Dependencies
from services.payments.models import CallbackRow, ForgedCallbackRow
from services.payments.retention import forget_old
from tests.integration.payments.conftest import House

pytestmark = [pytest.mark.req("B3", "S12"), pytest.mark.case("I6")]
LARGEST_ROW = 400


def kept(house: House) -> list[CallbackRow]:
    with house.call.database.transaction() as session:
        return list(session.scalars(select(CallbackRow)))


def counted(house: House) -> list[tuple[str, int, int]]:
    with house.call.database.transaction() as session:
        rows = session.scalars(select(ForgedCallbackRow).order_by(ForgedCallbackRow.address))
        return [(row.address, row.count, row.last_size) for row in rows]


def callback(parameters: dict[str, str], raw: str = "raw\0", ip: str = "192.0.2.1") -> c.BankCallback:
    return c.BankCallback(transport="form", parameters=parameters, raw=raw, remote_ip=ip)


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
def test_an_odd_callback_is_counted_and_has_no_effect(house: House, parameters: dict[str, str]) -> None:
    assert receive_callback(house.call, callback(parameters)).authentic is False
    assert kept(house) == [] and counted(house) == [("192.0.2.1", 1, 4)]


def test_a_callback_whose_reading_fails_is_counted_all_the_same(house: House) -> None:
    class Broken:
        def read_callback(self, _: Any) -> Any:
            raise RuntimeError("a defect")

    bank: Any = Broken()
    call = replace(house.call, dependencies=Dependencies(bank, house.call.dependencies.settings))
    assert receive_callback(call, callback({"orderNumber": "x"})).authentic is False
    assert counted(house) == [("192.0.2.1", 1, 4)]


def test_however_much_is_sent_one_row_an_address_and_day_is_kept(house: House) -> None:
    for nth in range(50):
        receive_callback(house.call, callback({"orderNumber": str(nth)}, "x" * 8000))
        receive_callback(house.call, callback({"orderNumber": str(nth)}, ip=f"2001:db8::{nth:x}"))
    assert counted(house) == [("192.0.2.1", 50, 8000), ("2001:db8::/64", 50, 4)]
    with house.call.database.transaction() as session:
        assert (session.scalar(text("select max(pg_column_size(f)) from forged_callbacks f")) or 0) < LARGEST_ROW
    house.pass_time(days=1)
    receive_callback(house.call, callback({}))
    assert [row[:2] for row in counted(house)] == [("192.0.2.1", 50), ("192.0.2.1", 1), ("2001:db8::/64", 50)]


def test_the_counts_go_after_a_month(house: House) -> None:
    receive_callback(house.call, callback({}))
    with house.call.database.transaction() as session:
        former = CallbackRow(
            received_at=house.call.now, transport="form", parameters={}, raw="x", remote_ip="x", authentic=False
        )
        session.add(former)
    house.pass_time(days=29)
    forget_old(house.call)
    assert counted(house) and kept(house)
    house.pass_time(days=2)
    forget_old(house.call)
    assert (counted(house), kept(house)) == ([], [])
