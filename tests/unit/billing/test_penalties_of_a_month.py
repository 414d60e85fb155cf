"""Penalties month by month: what late charges accrue, by the debt, never twice (ЖК РФ ст. 155 ч. 14)."""

from datetime import date

import pytest

from services.billing.penalties.accruing import accrued_by, month_of
from services.billing.penalties.arrears import Charge
from services.billing.penalties.delays import Arrears
from tests.support.facts import calendar

pytestmark = pytest.mark.req("S4")
OCTOBER = [Charge("2025-10", 161_920)]
policy_on = calendar()


def charged(arrears: Arrears, period: str) -> int:
    month = month_of(arrears, period, policy_on)
    return sum(line["amount_kopecks"] for line in month["lines"]) if month else 0


def test_the_months_add_up_to_the_table_of_the_facts() -> None:
    assert [accrued_by(Arrears(OCTOBER), date(2026, 2, day), policy_on) for day in (8, 9)] == [
        {"2025-10": 3_076},
        {"2025-10": 3_195},
    ]
    months = [charged(Arrears(OCTOBER), f"{year}-{month:02d}") for year, month in ((2025, 11), (2025, 12), (2026, 1))]
    assert months == [0, 1_077, 1_589]
    assert sum(months) == accrued_by(Arrears(OCTOBER), date(2026, 1, 31), policy_on)["2025-10"]


def test_money_pays_the_oldest_debt_first_and_each_part_counts_to_its_day() -> None:
    debts = [Charge("2026-03", 200_000), Charge("2026-04", 50_000)]
    paid = [(date(2026, 5, 30), 80_000), (date(2026, 7, 24), 120_000)]
    assert accrued_by(Arrears(debts, paid), date(2026, 7, 31), policy_on) == {
        "2026-03": 3_537,
        "2026-04": round(50_000 * 0.095 * 47 / 300),
    }


def test_what_is_paid_in_time_or_beforehand_bears_nothing() -> None:
    assert accrued_by(Arrears(OCTOBER, [(date(2025, 12, 10), 161_920)]), date(2026, 3, 1), policy_on) == {}
    assert accrued_by(Arrears(OCTOBER, [(date(2025, 1, 1), 200_000)]), date(2026, 3, 1), policy_on) == {}
    credit = Arrears([Charge("2025-09", -161_920), *OCTOBER])
    assert accrued_by(credit, date(2026, 3, 1), policy_on) == {}


def test_a_refund_takes_back_the_latest_money_before_it() -> None:
    refunded = Arrears(OCTOBER, [(date(2025, 11, 1), 161_920), (date(2025, 11, 5), -161_920)])
    assert accrued_by(refunded, date(2026, 2, 8), policy_on) == {"2025-10": 3_076}


def test_money_that_became_known_late_takes_the_penalty_back() -> None:
    arrears = Arrears(OCTOBER, [(date(2025, 12, 9), 161_920)], before={"2025-10": 1_077})
    assert month_of(arrears, "2026-01", policy_on) == {
        "lines": [{"period": "2025-10", "amount_kopecks": -1_077}],
        "accrued": {},
    }


def test_another_system_may_charge_them_instead() -> None:
    elsewhere = calendar(penalty_charged=[{"since": "2000-01-01", "value": False}])
    assert month_of(Arrears(OCTOBER), "2025-12", elsewhere) is None
