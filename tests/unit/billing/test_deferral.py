"""What an instalment agreement defers is not in delay while it is kept (ПП РФ 354, п. 69 «к», 72)."""

from datetime import date
from fractions import Fraction

import pytest

from services.billing.penalties.accruing import accrued_by, month_of, open_penalty
from services.billing.penalties.arrears import Charge, netted
from services.billing.penalties.delays import Arrears, delayed
from services.billing.rules.instalments import Plan, broken_spells
from tests.support.facts import calendar

pytestmark = pytest.mark.req("S4")
C13 = [Charge("2026-07", 1_000_000), Charge("2026-08", 666_600)]
"""Due on 17 August and 15 September 2026."""
AGREED, FIRST, SECOND = date(2027, 2, 10), date(2027, 6, 15), date(2027, 9, 15)
PLAN = Plan(AGREED, [(FIRST, 1_000_000), (SECOND, 666_600)])
KEPT = Arrears(C13, agreements=[PLAN])
POLICY = calendar()
FROM_ITS_DAY = calendar(deferral_from_month=[{"since": "2000-01-01", "value": False}])
Spells = list[tuple[date, date]]


def late(arrears: Arrears, as_of: date, policy_on=POLICY) -> list[tuple[str, int, Spells]]:
    return [(part.period, part.kopecks, part.late) for part in delayed(arrears, as_of, policy_on)]


def test_february_bears_no_penalty_on_what_the_agreement_of_the_10th_defers() -> None:
    before = accrued_by(Arrears(C13), date(2027, 1, 31), POLICY)
    kept = Arrears(C13, before=before, agreements=[PLAN])
    assert month_of(kept, "2027-02", POLICY) is None
    assert month_of(Arrears(C13, before=before), "2027-02", POLICY) is not None
    assert accrued_by(KEPT, date(2027, 6, 15), POLICY) == before, "until the last day of the first part"
    assert open_penalty(KEPT, date(2027, 6, 15), POLICY) == sum(before.values())


def test_the_other_reading_defers_from_the_day_of_the_agreement() -> None:
    spells = [(date(2026, 8, 18), date(2027, 2, 9))]
    assert late(KEPT, date(2027, 2, 28), FROM_ITS_DAY)[0] == ("2026-07", 1_000_000, spells)
    assert late(KEPT, date(2027, 2, 28))[0] == ("2026-07", 1_000_000, [(date(2026, 8, 18), date(2027, 1, 31))])


def test_a_broken_agreement_counts_again_from_the_missed_term_where_the_days_stopped() -> None:
    after = [(date(2027, 6, 16), date(2027, 6, 30))]
    assert late(KEPT, date(2027, 6, 30)) == [
        ("2026-07", 1_000_000, [(date(2026, 8, 18), date(2027, 1, 31)), *after]),
        ("2026-08", 666_600, [(date(2026, 9, 16), date(2027, 1, 31)), *after]),
    ]
    january = accrued_by(KEPT, date(2027, 1, 31), POLICY)
    june = accrued_by(KEPT, date(2027, 6, 30), POLICY)
    added = {period: june[period] - january[period] for period in june}
    # far beyond the 90th day: 15 days at 1/130 of the key rate
    assert added == {
        "2026-07": pytest.approx(1_000_000 * 0.165 * 15 / 130, abs=1),
        "2026-08": pytest.approx(666_600 * 0.165 * 15 / 130, abs=1),
    }


def test_a_part_that_is_paid_late_ends_the_break_and_the_rest_is_deferred_again() -> None:
    paid = Arrears(C13, [(date(2027, 6, 20), 1_000_000)], agreements=[PLAN])
    stopped = date(2027, 1, 31)
    break_ = (date(2027, 6, 16), date(2027, 6, 19))
    assert late(paid, date(2027, 9, 30)) == [
        ("2026-07", 1_000_000, [(date(2026, 8, 18), stopped), (date(2027, 6, 16), date(2027, 6, 20))]),
        ("2026-08", 666_600, [(date(2026, 9, 16), stopped), break_, (date(2027, 9, 16), date(2027, 9, 30))]),
    ]


def test_parts_that_are_paid_in_time_bear_nothing_after_the_agreement() -> None:
    paid = Arrears(C13, [(FIRST, 1_000_000), (SECOND, 666_600)], agreements=[PLAN])
    assert accrued_by(paid, date(2027, 12, 31), POLICY) == accrued_by(Arrears(C13), date(2027, 1, 31), POLICY)


def test_current_bills_are_paid_before_parts_with_a_later_term_and_keep_the_agreement() -> None:
    march = Charge("2027-03", 50_000, date(2027, 4, 5))
    paid = Arrears([*C13, march], [(date(2027, 4, 15), 50_000), (FIRST, 1_000_000)], agreements=[PLAN])
    found = {part.period: part for part in delayed(paid, FIRST, POLICY)}
    assert (found["2027-03"].counts_to, found["2026-07"].counts_to) == (date(2027, 4, 15), FIRST)
    assert found["2026-07"].late == [(date(2026, 8, 18), date(2027, 1, 31))]
    unpaid = Arrears([*C13, march], [], agreements=[PLAN])
    assert late(unpaid, date(2027, 4, 20))[0][2][-1] == (date(2027, 4, 16), date(2027, 4, 20)), "a bill breaks it too"


def test_only_what_was_billed_is_deferred_and_what_was_paid_before_is_not() -> None:
    february = Charge("2027-02", 30_000, date(2027, 3, 5))
    some = Arrears([*C13, february], [(date(2027, 1, 20), 900_000)], agreements=[Plan(AGREED, [(FIRST, 2_000_000)])])
    assert late(some, date(2027, 4, 30)) == [
        ("2026-07", 900_000, [(date(2026, 8, 18), date(2027, 1, 20))]),
        ("2027-02", 30_000, [(date(2027, 3, 16), date(2027, 4, 30))]),
        ("2026-07", 100_000, [(date(2026, 8, 18), date(2027, 1, 31)), (date(2027, 3, 16), date(2027, 4, 30))]),
        ("2026-08", 666_600, [(date(2026, 9, 16), date(2027, 1, 31)), (date(2027, 3, 16), date(2027, 4, 30))]),
    ]


def test_a_debt_above_the_parts_stays_in_delay_and_a_part_may_cover_two_bills() -> None:
    half = Arrears(C13, agreements=[Plan(AGREED, [(FIRST, 1_200_000)])])
    until = date(2027, 3, 31)
    assert late(half, until) == [
        ("2026-08", 466_600, [(date(2026, 9, 16), until)]),
        ("2026-07", 1_000_000, [(date(2026, 8, 18), date(2027, 1, 31))]),
        ("2026-08", 200_000, [(date(2026, 9, 16), date(2027, 1, 31))]),
    ]


def test_another_agreement_takes_the_place_of_the_first() -> None:
    again = Plan(date(2027, 7, 5), [(date(2027, 12, 15), 1_666_600)])
    both = Arrears(C13, agreements=[PLAN, again])
    stopped = (date(2026, 8, 18), date(2027, 1, 31))
    assert late(both, date(2027, 8, 31))[0][2] == [stopped, (date(2027, 6, 16), date(2027, 6, 30))]
    assert late(both, date(2027, 7, 4))[0][2] == [stopped, (date(2027, 6, 16), date(2027, 7, 4))], "not known yet"
    early = Plan(date(2027, 3, 20), [(date(2027, 12, 15), 500_000)])
    shorter = Arrears(C13, agreements=[PLAN, early])
    assert late(shorter, date(2027, 3, 31))[1] == (
        "2026-08",
        666_600,
        [(date(2026, 9, 16), date(2027, 1, 31)), (date(2027, 3, 1), date(2027, 3, 31))],
    )


def test_an_agreement_that_is_made_later_is_not_known_yet() -> None:
    assert accrued_by(KEPT, date(2027, 2, 9), POLICY) == accrued_by(Arrears(C13), date(2027, 2, 9), POLICY)
    assert accrued_by(KEPT, AGREED, POLICY) == accrued_by(Arrears(C13), date(2027, 1, 31), POLICY)


def test_the_days_on_which_an_agreement_is_broken() -> None:
    parts, bills = [(FIRST, 100)], [(date(2027, 4, 15), 30)]
    spells = list(broken_spells(parts, bills, [(date(2027, 4, 20), 30)], date(2027, 6, 20)))
    assert spells == [(date(2027, 4, 16), date(2027, 4, 19)), (date(2027, 6, 16), date(2027, 6, 20))]
    assert list(broken_spells(parts, [], [(FIRST, 100)], date(2028, 1, 1))) == []
    assert list(broken_spells(parts, [], [], FIRST)) == []
    assert list(broken_spells([(FIRST, 100), (SECOND, 5)], [], [(FIRST, 99)], date(2027, 6, 16))) == [
        (date(2027, 6, 16), date(2027, 6, 16))
    ]


def test_what_a_revision_adds_is_late_from_its_own_due_day_and_what_it_takes_back_never_was() -> None:
    first, revised = Charge("2026-07", 500_000, date(2026, 8, 5)), Charge("2026-07", 100_000, date(2026, 9, 28))
    assert late(Arrears([first, revised]), date(2026, 10, 31)) == [
        ("2026-07", 500_000, [(date(2026, 8, 18), date(2026, 10, 31))]),
        ("2026-07", 100_000, [(date(2026, 10, 6), date(2026, 10, 31))]),
    ]
    less = Charge("2026-07", -550_000, date(2026, 10, 1))
    assert list(netted([first, revised, less])) == [Charge("2026-07", 50_000, date(2026, 8, 5))]
    assert list(netted([first, Charge("2026-07", -500_001)])) == [Charge("2026-07", -1, date(2026, 8, 5))]
    assert list(netted([Charge("2026-07", -7), Charge("2026-06", 5)])) == [Charge("2026-06", 5), Charge("2026-07", -7)]


def test_the_open_penalty_counts_each_open_part_apart() -> None:
    owed = Arrears(C13, [(date(2026, 12, 1), 400_000)])
    as_of = date(2026, 12, 31)
    by_hand = [
        (600_000, 60, (as_of - date(2026, 8, 17)).days - 90),
        (666_600, 60, (as_of - date(2026, 9, 15)).days - 90),
    ]
    assert open_penalty(owed, as_of, POLICY) == sum(
        int(kopecks * Fraction("0.095") * (Fraction(first, 300) + Fraction(second, 130)) + Fraction(1, 2))
        for kopecks, first, second in by_hand
    )


def paid_parts(money: list[tuple[date, int]], as_of: date = date(2026, 12, 31)) -> list[tuple[int, date, bool]]:
    parts = delayed(Arrears([Charge("2026-07", 1_000)], money), as_of, POLICY)
    return [(part.kopecks, part.counts_to, part.paid) for part in parts]


def test_a_refund_takes_back_the_latest_money_whole_or_in_part() -> None:
    first, second, back = date(2026, 9, 1), date(2026, 9, 10), date(2026, 9, 10)
    end = date(2026, 12, 31)
    assert paid_parts([(first, 300), (second, 200), (back, -200)]) == [(300, first, True), (700, end, False)]
    assert paid_parts([(first, 300), (second, 200), (back, -201)]) == [(299, first, True), (701, end, False)]
    assert paid_parts([(back, -1)]) == [(1_000, end, False)], "a refund without money pays nothing"


def test_money_of_the_day_that_is_asked_about_counts_and_of_the_next_one_does_not() -> None:
    day = date(2026, 9, 30)
    assert paid_parts([(day, 1_000)], day) == [(1_000, day, True)]
    assert paid_parts([(date(2026, 10, 1), 1_000)], day) == [(1_000, day, False)]
