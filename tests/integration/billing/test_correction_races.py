"""Corrections of one account asked for at the same moment: each lands once, and is taken back once."""

from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from threading import Barrier

import pytest

from chassis.errors import Refusal
from contracts.billing import CorrectionUndo
from tests.integration.billing.test_corrections import correction, lines, post
from tests.support.billing_town import ONE, Town

pytestmark = pytest.mark.req("S4", "S5")


def at_once(times: int, deed: object) -> list[object]:
    together = Barrier(times, timeout=60)

    def do(number: int) -> object:
        together.wait()
        try:
            return deed(number)  # type: ignore[operator]
        except Refusal as refusal:
            return refusal

    with ThreadPoolExecutor(times) as pool:
        return [one.result() for one in [pool.submit(copy_context().run, do, n) for n in range(times)]]


def test_one_correction_pressed_four_times_at_once_is_one(town: Town) -> None:
    due = town.overview().due_kopecks
    at_once(4, lambda _: post(town, correction(-10_000)))
    assert town.overview().due_kopecks == due - 10_000
    assert len(lines(town)) == 1


def test_two_corrections_at_once_both_land(town: Town) -> None:
    due = town.overview().due_kopecks
    at_once(2, lambda n: post(town, correction(-10_000 - n, f"correction-race-{n}")))
    assert town.overview().due_kopecks == due - 20_001
    assert len(lines(town)) == 2


def test_one_person_in_two_windows_posts_no_more_than_alone(town: Town) -> None:
    """Alone 50 000 ₽ of an account in a day; each of the two is within it, both together are not."""
    due = town.overview().due_kopecks
    given = at_once(2, lambda n: post(town, correction(3_000_000, f"window-{n}")))
    assert [one.code for one in given if isinstance(one, Refusal)] == ["approval_needed"]
    assert town.overview().due_kopecks == due + 3_000_000


def test_a_correction_undone_by_three_at_once_is_undone_once(town: Town) -> None:
    due = town.overview().due_kopecks
    line = post(town, correction(-10_000)).correction
    assert line is not None

    def undo(number: int) -> object:
        with town.as_accountant():
            return town.billing.undo_correction(
                CorrectionUndo(account_number=ONE, correction=line.reference, idempotency_key=f"undo-race-{number}")
            )

    given = at_once(3, undo)
    assert sum(not isinstance(one, Refusal) for one in given) == 1
    assert town.overview().due_kopecks == due
    assert len(lines(town)) == 2


def test_two_people_do_not_give_back_the_same_kwh(town: Town) -> None:
    """August was billed for less than twice of what each of them wants to give back."""
    billed = int(town.rows(
        "select sum((line ->> 'volume')::bigint) from charges, jsonb_array_elements(lines) line"
        " where account_number = :n and period = '2026-08' and line ->> 'zone' = 'one'", n=ONE
    )[0][0])  # fmt: skip
    volume = billed // 2 + 1
    wanted = {"volume": -volume, "zone": "one", "month": "2026-08"}
    given = at_once(2, lambda n: post(town, correction(-1_000, f"kwh-race-{n}", **wanted)))
    assert sum(isinstance(one, Refusal) for one in given) == 1
    assert [line.volume for line in lines(town)] == [-volume]
