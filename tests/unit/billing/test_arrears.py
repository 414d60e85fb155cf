"""Which charges a debt consists of, and what they will cost in penalties (B7; ГК ст. 319.1)."""

from datetime import date

import pytest

from services.billing.penalties.accruing import Late
from services.billing.penalties.arrears import Charge, projected_penalty, unpaid
from services.billing.penalties.delays import Arrears
from tests.support.facts import CASES, calendar

pytestmark = pytest.mark.req("B7")
NEWEST_FIRST = [Charge("2026-03", 500), Charge("2026-02", -100), Charge("2026-01", 700)]


policy_on = calendar()


@pytest.mark.parametrize(
    ("balance", "parts"),
    [
        (-1, []),
        (0, []),
        (500, [("2026-03", 500)]),
        (501, [("2026-03", 500), ("2026-01", 1)]),
        (1_200, [("2026-03", 500), ("2026-01", 700)]),
        (9_999, [("2026-03", 500), ("2026-01", 700)]),
    ],
)
def test_money_pays_the_oldest_charge_first_so_the_newest_are_unpaid(
    balance: int, parts: list[tuple[str, int]]
) -> None:
    assert unpaid(balance, NEWEST_FIRST) == [Charge(*part) for part in parts]


def test_each_charge_is_late_from_its_own_due_day() -> None:
    debt = CASES["P04"]
    charges = [Charge("2026-01", 0), Charge("2025-12", 5_000), Charge("2025-10", 161_920)]
    assert projected_penalty(166_920, charges, date(2026, 2, 8), policy_on) == debt.amount
    assert projected_penalty(5_000, charges, date(2026, 2, 8), policy_on) == 0
    assert projected_penalty(0, charges, date(2026, 2, 8), policy_on) == 0


def test_an_account_that_is_not_late_bears_no_penalty() -> None:
    late = Late(accounts={"180111111": Arrears([Charge("2025-10", 161_920)])}, policy_on=policy_on)
    assert late.penalty("180111112", "2026-01") is None
    found = late.penalty("180111111", "2026-01")
    assert found is not None
    assert [line["period"] for line in found["lines"]] == ["2025-10"]
