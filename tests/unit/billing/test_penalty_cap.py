"""The cap of the key rate by the days of delay: its end on 31 December 2026 prices no day before it anew (C13)."""

from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest

from services.billing.penalties.accruing import Late, accrued_by, has_jumped, month_of
from services.billing.penalties.arrears import Charge
from services.billing.penalties.delays import Arrears
from services.billing.rules.penalties import penalty
from services.billing.rules.periods import last_day
from tests.support.facts import calendar

pytestmark = pytest.mark.req("S4")
C13 = {f"2026-{month:02d}": 238_086 for month in range(4, 11)}
"""Seven months of an unread household: 16 666,02 ₽."""
KEY_RATE, CAP, LAST_CAPPED_DAY = Fraction("16.5"), Fraction("9.5"), date(2026, 12, 31)
BY_PAYMENT_DAY = calendar(penalty_cap_by_payment_day=[{"since": "2000-01-01", "value": True}])
MONTHS = ("2026-09", "2026-10", "2026-11", "2026-12", "2027-01", "2027-02", "2027-03")
DUE = {
    "2026-04": date(2026, 5, 15),
    "2026-05": date(2026, 6, 15),
    "2026-06": date(2026, 7, 15),
    "2026-07": date(2026, 8, 17),  # the 15th is a Saturday
    "2026-08": date(2026, 9, 15),
    "2026-09": date(2026, 10, 15),
    "2026-10": date(2026, 11, 16),  # the 15th is a Sunday
}


def day_by_day(kopecks: int, due: date, as_of: date, *, capped_as_of_payment: bool = False) -> int:
    """The law's words, one day of delay after the other, rounded once."""
    exact = Fraction(0)
    for late in range(1, (as_of - due).days + 1):
        asked = as_of if capped_as_of_payment else due + timedelta(days=late)
        rate = min(KEY_RATE, CAP) if asked <= LAST_CAPPED_DAY else KEY_RATE
        share = 0 if late <= 30 else Fraction(1, 300) if late <= 90 else Fraction(1, 130)
        exact += kopecks * rate / 100 * share
    return int(exact + Fraction(1, 2))


def by_hand(as_of: date, **reading: bool) -> int:
    return sum(day_by_day(kopecks, DUE[period], as_of, **reading) for period, kopecks in C13.items())


def series(policy_on: object) -> list[int]:
    """What each month's bill charges, each by what the one before had accrued."""
    before: dict[str, int] = {}
    charged = []
    for month in MONTHS:
        arrears = Arrears([Charge(period, kopecks) for period, kopecks in C13.items()], before=before)
        found = month_of(arrears, month, policy_on)  # type: ignore[arg-type]
        assert found is not None
        before = found["accrued"]
        charged.append(sum(line["amount_kopecks"] for line in found["lines"]))
    return charged


def test_the_months_of_c13_grow_by_their_own_days_only() -> None:
    ends = [by_hand(last_day(month)) for month in MONTHS]
    assert series(calendar()) == [ends[0], *(now - then for then, now in pairwise(ends))]
    november, december, january, february = series(calendar())[2:6]
    assert november < december < january < 2 * december, "January has a higher rate, and no more than that"
    assert january == pytest.approx(31 * C13["2026-04"] * 7 * 0.165 / 130, rel=0.12)
    assert february < january, "28 days"


def test_the_cap_of_the_day_of_payment_is_a_policy_and_jumps() -> None:
    ends = [by_hand(last_day(month), capped_as_of_payment=True) for month in MONTHS]
    months = series(BY_PAYMENT_DAY)
    assert months == [ends[0], *(now - then for then, now in pairwise(ends))]
    assert months[4] > 4 * months[3], "all days before January are priced anew on the 31st"


def test_a_debt_paid_after_the_cap_bears_both_rates() -> None:
    due, paid_on = date(2026, 10, 15), date(2027, 1, 20)
    assert penalty(100_000, due, [(paid_on, 100_000)], date(2027, 3, 1), calendar()) == day_by_day(
        100_000, due, paid_on
    )
    on_the_border = date(2026, 12, 31)
    assert penalty(100_000, due, [(on_the_border, 100_000)], date(2027, 3, 1), calendar()) == day_by_day(
        100_000, due, on_the_border
    )


def test_a_cap_that_changes_in_the_middle_of_a_month_holds_from_its_day() -> None:
    caps = [{"since": "2000-01-01", "value": "9.5"}, {"since": "2026-11-20", "value": "12"}]
    due = date(2026, 10, 15)
    found = penalty(1_000_000, due, [], date(2026, 11, 30), calendar(penalty_rate_cap=caps))
    # 16 days of delay above thirty: 15 to 19 November are five of them, at 9.5; eleven at 12
    assert found == round(1_000_000 * (Fraction("0.095") * 5 + Fraction("0.12") * 11) / 300)


def test_money_of_before_all_editions_is_no_error() -> None:
    """One mistyped year must not take an account out of the bills (billing finding 3)."""
    arrears = Arrears([Charge("2025-10", 161_920)], [(date(1926, 11, 5), 100), (date(1999, 1, 1), 100)])
    assert accrued_by(arrears, date(2026, 2, 8), calendar()) == {"2025-10": round(161_720 * 0.095 * 60 / 300)}
    assert accrued_by(Arrears([Charge("1926-11", 130)]), date(1927, 3, 13), calendar()) == {
        "1926-11": round(130 * 0.165 * (60 / 300 + 3 / 130))
    }


@pytest.mark.parametrize(
    ("charged", "before", "jumped"),
    [
        (169_703, 32_393, True),
        (97_179, 32_393, False),
        (97_180, 32_393, True),
        (10_001, 1, False),
        (10_002, 1, True),
        (50_000, 0, False),
        (-50_000, 10, False),
    ],
)
def test_a_penalty_that_rises_several_times_is_marked(charged: int, before: int, jumped: bool) -> None:
    month = {"lines": [{"period": "2026-04", "amount_kopecks": charged}], "accrued": {}}
    assert has_jumped(month, before, calendar()(date(2027, 1, 1))) is jumped  # type: ignore[arg-type]


def test_the_run_marks_the_account_and_no_other() -> None:
    debt = [Charge("2026-04", 1_666_602)]
    accrued = {"2026-04": day_by_day(1_666_602, DUE["2026-04"], date(2026, 12, 31))}
    known = {"jumps": Arrears(debt, before=accrued, charged_before=30_000), "first": Arrears(debt, before=accrued)}
    late = Late(accounts=known, policy_on=BY_PAYMENT_DAY)
    assert late.flags("jumps", late.penalty("jumps", "2027-01"), "2027-01") == ["penalty_jump"]
    assert late.flags("first", late.penalty("first", "2027-01"), "2027-01") == []
    assert late.flags("other", late.penalty("other", "2027-01"), "2027-01") == []
