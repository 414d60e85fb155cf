"""Readings that come in registers go where their operation goes, and never keep its money from being taken."""

from typing import Any

import pytest

from contracts.registers import OperationAssignment, OperationRelease, RegisterFile, RegisterRef
from services.payments.statements.assign import assign_operation, release_operation
from services.payments.statements.lists import list_operations
from tests.integration.payments.conftest import ACCOUNT, House
from tests.integration.payments.test_registers import OTHER, facts, office, take, unmatched  # noqa: F401
from tests.support.register_files import register_file

pytestmark = [pytest.mark.req("S3"), pytest.mark.case("I8")]


def keyed(*rows: tuple[str, str, str, str], name: str = "keyed1.txt") -> RegisterFile:
    """Rows are (document, account, rubles with a point, the rest of the keys)."""
    lines = [
        f"8608;0123;77;1;{rubles};0.00;05/11/2026;CLIENTDOCNO:{document};CLIENTNO:{account};{tail}"
        for document, account, rubles, tail in rows
    ]
    return register_file(name, "\r\n".join(lines), "cp1251")


def told(house: House) -> list[tuple[str, int, str, list[Any]]]:
    found = facts(house, "bank_readings_received")
    return [(fact["account_number"], fact["nth"], fact["paid_on"], _digits(fact)) for fact in found]


def _digits(fact: dict[str, Any]) -> list[str]:
    return [value["digits"] for value in fact["readings"][0]["values"]]


def test_the_money_is_credited_and_the_readings_are_told(office: House) -> None:  # noqa: F811
    taken = take(
        office, keyed(("1", ACCOUNT, "1500.00", "CounterVal_1:11150"), ("2", OTHER, "10.00", "method_pay:карта"))
    )
    assert [fact["amount_kopecks"] for fact in facts(office)] == [150000, 1000]
    assert told(office) == [(ACCOUNT, 1, "2026-11-05", ["11150"])]
    with office.call.reading() as work:
        rows = list_operations(work, RegisterRef(register_id=taken.taken.register_id)).operations
    assert [len(row.readings) for row in rows] == [1, 0]
    take(office, keyed(("1", ACCOUNT, "1500.00", "CounterVal_1:11150"), name="keyed2.txt"))
    assert len(told(office)) == 1, "an operation that is known tells nothing again"


def test_rubbish_in_the_reading_does_not_touch_the_money(office: House) -> None:  # noqa: F811
    take(office, keyed(("1", ACCOUNT, "1500.00", "CounterVal_1:не помню")))
    assert [fact["amount_kopecks"] for fact in facts(office)] == [150000]
    assert told(office) == [(ACCOUNT, 1, "2026-11-05", ["не помню"])]


def test_readings_alone_credit_nothing(office: House) -> None:  # noqa: F811
    taken = take(office, keyed(("1", ACCOUNT, "0.00", "CounterVal_1:11150"), ("2", ACCOUNT, "0.00", "")))
    assert facts(office) == []
    assert told(office) == [(ACCOUNT, 1, "2026-11-05", ["11150"])]
    assert (taken.taken.rows, taken.taken.total_kopecks, taken.taken.unmatched) == (2, 0, 0)
    with office.call.reading() as work:
        (row,) = list_operations(work, RegisterRef(register_id=taken.taken.register_id)).operations
    assert (row.amount_kopecks, row.in_ledger) == (0, True)


@pytest.mark.parametrize("rubles", ["1500.00", "0.00"])
def test_whose_the_operation_is_decides_whose_the_readings_are(office: House, rubles: str) -> None:  # noqa: F811
    take(office, keyed(("1", "999999999", rubles, "CounterVal_1:11150")))
    assert told(office) == []
    (waiting,) = unmatched(office)

    def assign(account: str, key: str) -> None:
        wanted = OperationAssignment(
            operation_id=waiting.operation_id, account_number=account, reason="по звонку", idempotency_key=key
        )
        assign_operation(office.by("accountant-1"), wanted)

    assign(ACCOUNT, "assign-1")
    release_operation(
        office.by("accountant-1"),
        OperationRelease(operation_id=waiting.operation_id, reason="не тот абонент", idempotency_key="release-1"),
    )
    assign(OTHER, "assign-2")
    assert [(number, nth) for number, nth, _, _ in told(office)] == [(ACCOUNT, 1), (OTHER, 2)]
    (back,) = facts(office, "bank_readings_released")
    assert (back["account_number"], back["nth"]) == (ACCOUNT, 1)
    money = [fact["amount_kopecks"] for fact in facts(office, "credit_received")]
    assert money == ([150000, 150000] if rubles != "0.00" else [])


def test_a_storno_takes_back_the_money_and_not_what_the_meter_showed(office: House) -> None:  # noqa: F811
    take(office, keyed(("1", ACCOUNT, "1500.00", "CounterVal_1:11150")))
    take(office, keyed(("1", ACCOUNT, "-1500.00", "CounterVal_1:11150"), name="keyed2.txt"))
    assert len(facts(office, "credit_released")) == 1
    assert len(told(office)) == 1
    assert facts(office, "bank_readings_released") == []
