"""Registers on a real database: whole or not at all, each operation once, whose it is may be said and taken back."""

import json
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from chassis.errors import Refusal
from contracts import registers as c
from contracts.billing import AccountsChanged, AccountState
from services.payments.copies.accounts import remember_accounts
from services.payments.statements.assign import assign_operation, release_operation
from services.payments.statements.lists import list_operations, list_registers, list_unmatched
from services.payments.statements.take_statement import take_statement
from tests.integration.payments.conftest import ACCOUNT, House
from tests.support.register_files import branches, register_file

pytestmark = [pytest.mark.req("S3"), pytest.mark.case("I7")]
OTHER = "180222222"


@pytest.fixture
def office(house: House) -> House:
    """A house that has heard of two accounts."""
    known = [AccountState(number=number, open=True) for number in (ACCOUNT, OTHER)]
    with house.call.transaction() as work:
        remember_accounts(work, AccountsChanged(accounts=known, version=1))
    return house


def take(house: House, file: c.RegisterFile) -> c.RegisterTaken:
    return take_statement(house.by("accountant-1"), file)


def facts(house: House, kind: str = "credit") -> list[dict[str, Any]]:
    with house.call.database.transaction() as session:
        rows = session.execute(
            text("select body from outbox where type like :kind order by seq"), {"kind": f"%{kind}%"}
        )
        return [json.loads(row.body) for row in rows]


def unmatched(house: House) -> list[c.Operation]:
    with house.call.reading() as work:
        return list_unmatched(work, c.OperationQuery()).operations


def count(house: House, table: str) -> int:
    with house.call.database.reading() as session:
        return int(session.execute(text(f"select count(*) from {table}")).scalar_one())


def test_each_operation_credits_its_account_once_and_the_rest_waits_for_a_person(office: House) -> None:
    file = branches(
        ("1", ACCOUNT, "100,00"), ("2", "(180)222222", "5,01"), ("3", "999999999", "7,00"), ("4", "?", "1,00")
    )
    taken = take(office, file)
    assert (taken.taken.rows, taken.taken.unmatched, taken.taken.total_kopecks) == (4, 2, 11301)
    assert taken.taken.document == "7 от 06-11-2026"
    posted = [(fact["operation"], fact["account_number"], fact["amount_kopecks"]) for fact in facts(office)]
    assert posted == [("1", ACCOUNT, 10000), ("2", OTHER, 501)]
    assert facts(office)[0]["channel"] == "ПАО СБЕРБАНК"
    assert [operation.written_account for operation in unmatched(office)] == ["999999999", "?"]
    again = take(office, file)
    assert again.repeated
    assert again.taken == taken.taken
    assert len(facts(office)) == 2


def test_an_operation_that_comes_in_a_second_file_is_not_credited_again(office: House) -> None:
    take(office, branches(("1", ACCOUNT, "100,00")))
    taken = take(office, branches(("1", ACCOUNT, "100,00"), ("2", ACCOUNT, "5,00"), name="sber2.txt"))
    assert (taken.repeated, taken.taken.rows, taken.taken.repeated_rows) == (False, 2, 1)
    assert [fact["operation"] for fact in facts(office)] == ["1", "2"]


BOTH = (("1", ACCOUNT, "100,00"), ("1", OTHER, "5,00"))
"""One payment for two accounts."""


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (BOTH[:1], BOTH),
        (BOTH, BOTH[:1]),
        (BOTH, BOTH[::-1]),
        (BOTH, (("1", "(180)111111", "100,00"), BOTH[1])),
        (BOTH[:1], (("1", "180 111-111", "100,00"),)),
    ],
    ids=["a part, then both", "both, then a part", "in another order", "in another spelling", "one, spelled otherwise"],
)
def test_a_part_of_a_payment_is_credited_once_however_files_show_it(
    office: House, first: tuple[tuple[str, str, str], ...], second: tuple[tuple[str, str, str], ...]
) -> None:
    for number, shown in enumerate((first, second, BOTH[:1])):
        take(office, branches(*shown, ("9", "?", "1,00"), name=f"sber{number}.txt"))
    credited = sorted((fact["account_number"], fact["amount_kopecks"]) for fact in facts(office))
    assert credited == sorted({(ACCOUNT, 10000), *((OTHER, 500) for part in (*first, *second) if part in BOTH[1:])})


@pytest.mark.parametrize(
    "file",
    [
        branches(("9", ACCOUNT, "1,00"), trailer="=2;1,00;1,00;0,00;7;06-11-2026"),
        branches(("1", ACCOUNT, "100,01"), ("9", ACCOUNT, "1,00")),
        branches(("1", OTHER, "100,00"), ("9", ACCOUNT, "1,00")),
        register_file("sber.txt", "мусор", "cp1251"),
        register_file("unknown.bin", "x", "utf-8"),
    ],
    ids=["trailer", "other sum", "other account", "rubbish", "no profile"],
)
def test_a_file_with_a_fault_changes_nothing(office: House, file: c.RegisterFile) -> None:
    take(office, branches(("1", ACCOUNT, "100,00")))
    before = [count(office, table) for table in ("registers", "operations", "assignments", "outbox")]
    with pytest.raises(Refusal) as refused:
        take(office, file)
    assert refused.value.code == "register_refused"
    assert refused.value.details
    assert all(c.RegisterFault.model_validate(fault).remedy for fault in refused.value.details["faults"])
    assert [count(office, table) for table in ("registers", "operations", "assignments", "outbox")] == before


def test_staff_say_whose_it_is_once_and_can_take_it_back(office: House) -> None:
    take(office, branches(("7", "18011111", "12,34")))
    (waiting,) = unmatched(office)
    wanted = c.OperationAssignment(
        operation_id=waiting.operation_id,
        account_number=ACCOUNT,
        reason="квитанция абонента",
        idempotency_key="assign-1",
    )
    first = assign_operation(office.by("accountant-1"), wanted)
    assert assign_operation(office.by("accountant-1"), wanted) == first
    assert (first.account_number, first.assigned_by, first.reason) == (ACCOUNT, "accountant-1", "квитанция абонента")
    assert unmatched(office) == []
    with pytest.raises(Refusal, match="operation_settled"):
        assign_operation(office.by("accountant-1"), wanted.model_copy(update={"idempotency_key": "assign-2"}))
    released = c.OperationRelease(
        operation_id=waiting.operation_id, reason="не тот абонент", idempotency_key="release-1"
    )
    assert release_operation(office.by("accountant-2"), released).account_number is None
    with pytest.raises(Refusal, match="operation_settled"):
        release_operation(office.by("accountant-2"), released.model_copy(update={"idempotency_key": "release-2"}))
    assert unmatched(office)[0].reason == "не тот абонент"
    again = wanted.model_copy(update={"account_number": OTHER, "idempotency_key": "assign-3"})
    assert assign_operation(office.by("accountant-1"), again).account_number == OTHER
    assert [fact["operation"] for fact in facts(office, "credit_received")] == ["7", "7#2"]
    (back,) = facts(office, "credit_released")
    assert (back["operation"], back["account_number"], back["amount_kopecks"]) == ("7", ACCOUNT, 1234)


def test_only_an_account_that_exists_is_credited(office: House) -> None:
    take(office, branches(("7", "?", "12,34")))
    wanted = c.OperationAssignment(
        operation_id=unmatched(office)[0].operation_id, account_number="180999999", reason="по звонку",
        idempotency_key="assign-1",
    )  # fmt: skip
    with pytest.raises(Refusal, match="account_not_found"):
        assign_operation(office.by("accountant-1"), wanted)
    with pytest.raises(Refusal, match="operation_not_found"):
        assign_operation(office.by("accountant-1"), wanted.model_copy(update={"operation_id": 10**9}))


def test_what_a_bank_wrote_never_changes(office: House) -> None:
    take(office, branches(("7", ACCOUNT, "12,34")))
    for change in (
        "update operations set amount_kopecks = 1", "delete from operations", "delete from assignments",
        "update assignments set account_number = '180222222'", "update registers set rows = 9",
    ):  # fmt: skip
        with pytest.raises(DBAPIError), office.call.database.transaction() as session:
            session.execute(text(change))


def test_files_and_their_rows_are_listed_page_by_page(office: House) -> None:
    first = take(office, branches(("1", ACCOUNT, "1,00"), ("2", "?", "2,00"))).taken
    second = take(office, branches(("3", ACCOUNT, "1,00"), name="sber2.txt")).taken
    with office.call.reading() as work:
        assert list_registers(work, c.RegisterQuery()).registers == [second, first]
        assert list_registers(work, c.RegisterQuery(after=second.register_id)).registers == [first]
        rows = list_operations(work, c.RegisterRef(register_id=first.register_id)).operations
        assert [(row.line, row.operation, row.account_number) for row in rows] == [(1, "1", ACCOUNT), (2, "2", None)]
        after = c.RegisterRef(register_id=first.register_id, after=rows[0].operation_id)
        assert list_operations(work, after).operations == rows[1:]
        with pytest.raises(Refusal, match="register_not_found"):
            list_registers(work, c.RegisterQuery(after="none"))


def test_a_storno_ends_the_credit_that_it_names(office: House) -> None:
    take(office, branches(("1", ACCOUNT, "100,00"), ("2", ACCOUNT, "5,00")))
    take(office, branches(("1", ACCOUNT, "-100,00"), name="sber2.txt", trailer="=1;-100,00;-100,00;0,00;8;06-11-2026"))
    (released,) = facts(office, "credit_released")
    assert (released["operation"], released["account_number"], released["amount_kopecks"]) == ("1", ACCOUNT, 10000)
    assert unmatched(office) == []


def test_stornos_of_one_payments_accounts_end_each_its_own_credit(office: House) -> None:
    take(office, branches(*BOTH))
    for number, (operation, account, rubles) in enumerate(BOTH, start=2):
        total = f"=1;-{rubles};-{rubles};0,00;{number};06-11-2026"
        again = branches((operation, account, f"-{rubles}"), name=f"sber{number}.txt", trailer=total)
        take(office, again)
    released = [(fact["account_number"], fact["amount_kopecks"]) for fact in facts(office, "credit_released")]
    assert released == [(ACCOUNT, 10000), (OTHER, 500)]
    assert unmatched(office) == []


def test_a_storno_that_names_nothing_waits_for_a_person_who_says_whose_it_is(office: House) -> None:
    take(office, branches(("1", ACCOUNT, "100,00")))
    storno = branches(("77", "?", "-100,00"), name="sber2.txt", trailer="=1;-100,00;-100,00;0,00;8;06-11-2026")
    take(office, storno)
    (waiting,) = unmatched(office)
    assert waiting.amount_kopecks == -10000
    asked = c.OperationAssignment(
        operation_id=waiting.operation_id, account_number=OTHER, reason="письмо банка", idempotency_key="storno-1"
    )
    with pytest.raises(Refusal, match="operation_settled"):
        assign_operation(office.by("accountant-1"), asked)
    asked = asked.model_copy(update={"account_number": ACCOUNT, "idempotency_key": "storno-2"})
    assert assign_operation(office.by("accountant-1"), asked).account_number == ACCOUNT
    assert [fact["operation"] for fact in facts(office, "credit_released")] == ["1"]
    assert unmatched(office) == []
    assert take(office, storno).repeated
