"""Two hands at one operation of a bank at the same moment: staff and staff, staff and a file, file and file."""

import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import text

from chassis.errors import Refusal
from contracts import registers as r
from services.payments.statements import assign as desk
from services.payments.statements import storno as file_side
from services.payments.statements.lists import list_operations, list_registers
from tests.integration.payments.conftest import ACCOUNT, House
from tests.integration.payments.holding import PATIENCE_S, holding
from tests.integration.payments.test_registers import OTHER, facts, office, take, unmatched  # noqa: F401
from tests.support.bank_process import eventually
from tests.support.register_files import branches

pytestmark = [pytest.mark.req("S3", "B3"), pytest.mark.case("I7", "C29")]


@pytest.fixture
def hands() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(4) as pool:
        yield pool


def asked(future: Future[Any]) -> str:
    try:
        future.result(PATIENCE_S)
    except Refusal as refusal:
        return refusal.code
    return "done"


@pytest.mark.case("C29")
def test_two_staff_take_the_same_operation_and_one_has_it(office: House, hands: ThreadPoolExecutor) -> None:  # noqa: F811
    take(office, branches(("7", "18011111", "12,34")))
    (waiting,) = unmatched(office)
    begin = threading.Barrier(4)

    def give(nth: int) -> r.Operation:
        begin.wait(PATIENCE_S)
        wanted = r.OperationAssignment(
            operation_id=waiting.operation_id,
            account_number=(ACCOUNT, OTHER)[nth % 2],
            reason="квитанция абонента",
            idempotency_key=f"assign-{nth}",
        )
        return desk.assign_operation(office.by(f"accountant-{nth}"), wanted)

    outcomes = [asked(future) for future in [hands.submit(give, nth) for nth in range(4)]]
    assert sorted(outcomes) == ["done", *["operation_settled"] * 3]
    assert len(facts(office, "credit_received")) == 1


def test_a_file_that_is_loaded_by_several_at_once_is_taken_once(office: House, hands: ThreadPoolExecutor) -> None:  # noqa: F811
    files = [branches(("1", ACCOUNT, "100,00"), name=name) for name in ("sber.txt", "sber.txt", "sber-copy.txt")]
    longer = branches(("1", ACCOUNT, "100,00"), ("2", ACCOUNT, "5,00"), name="sber2.txt")
    begin = threading.Barrier(4)

    def load(file: r.RegisterFile) -> r.RegisterTaken:
        begin.wait(PATIENCE_S)
        return take(office, file)

    for future in [hands.submit(load, file) for file in [*files, longer]]:
        future.result(PATIENCE_S)
    assert sorted(fact["operation"] for fact in facts(office, "credit_received")) == ["1", "2"]


STORNO = branches(("1", ACCOUNT, "-100,00"), name="sber2.txt", trailer="=1;-100,00;-100,00;0,00;8;06-11-2026")


def release(house: House) -> r.Operation:
    with house.call.reading() as work:
        (register,) = list_registers(work, r.RegisterQuery()).registers
        (operation,) = list_operations(work, r.RegisterRef(register_id=register.register_id)).operations
    wanted = r.OperationRelease(
        operation_id=operation.operation_id, reason="не тот абонент", idempotency_key="release-1"
    )
    return desk.release_operation(house.by("accountant-1"), wanted)


def test_a_storno_that_comes_while_staff_take_the_credit_back_ends_it_once(
    office: House,  # noqa: F811
    hands: ThreadPoolExecutor,
) -> None:
    take(office, branches(("1", ACCOUNT, "100,00")))
    with holding(desk, "_tell_released") as staff:
        releasing = hands.submit(release, office)
        staff.reached()
        loading = hands.submit(take, office, STORNO)
        eventually(lambda: loading.done() or waits_for_a_lock(office), PATIENCE_S)
        staff.go_on()
        assert (asked(releasing), asked(loading)) == ("done", "done")
    assert len(facts(office, "credit_released")) == 1
    assert sorted(operation.amount_kopecks for operation in unmatched(office)) == [-10000, 10000]


def test_staff_who_take_a_credit_back_while_a_storno_ends_it_are_told_so(
    office: House,  # noqa: F811
    hands: ThreadPoolExecutor,
) -> None:
    take(office, branches(("1", ACCOUNT, "100,00")))
    with holding(file_side, "_end") as file:
        loading = hands.submit(take, office, STORNO)
        file.reached()
        releasing = hands.submit(release, office)
        eventually(lambda: releasing.done() or waits_for_a_lock(office), PATIENCE_S)
        file.go_on()
        assert (asked(loading), asked(releasing)) == ("done", "operation_settled")
    assert len(facts(office, "credit_released")) == 1
    assert unmatched(office) == []


def waits_for_a_lock(house: House) -> bool:
    waiting = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
    with house.call.database.reading() as session:
        return bool(session.execute(text(waiting)).scalar_one())
