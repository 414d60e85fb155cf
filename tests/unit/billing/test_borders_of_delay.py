"""Borders of delay and of agreements: one kopeck, the very day, a part paid to the last kopeck."""

from datetime import date

import pytest

from services.billing.penalties.arrears import Charge, netted, unpaid
from services.billing.penalties.delays import Arrears, delayed
from services.billing.rules.instalments import Plan
from services.billing.rules.penalties import part_penalty, parts, penalty
from tests.support.facts import calendar

pytestmark = pytest.mark.req("S4")
POLICY = calendar()
JULY, AUGUST = Charge("2026-07", 1_000), Charge("2026-08", 600)
"""Due on 17 August and 15 September 2026."""
AGREED, FIRST, SECOND = date(2027, 2, 10), date(2027, 6, 15), date(2027, 9, 15)
END = date(2026, 12, 31)


def found(arrears: Arrears, as_of: date = END) -> list[tuple[str, int, date, bool]]:
    return [(part.period, part.kopecks, part.counts_to, part.paid) for part in delayed(arrears, as_of, POLICY)]


def late(arrears: Arrears, as_of: date) -> dict[str, list[tuple[date, date]]]:
    return {part.period: part.late for part in delayed(arrears, as_of, POLICY)}


@pytest.mark.parametrize(
    ("paid", "expected"),
    [
        (1_000, [("2026-07", 1_000, True), ("2026-08", 600, False)]),
        (1_001, [("2026-07", 1_000, True), ("2026-08", 1, True), ("2026-08", 599, False)]),
        (999, [("2026-07", 999, True), ("2026-07", 1, False), ("2026-08", 600, False)]),
        (1_600, [("2026-07", 1_000, True), ("2026-08", 600, True)]),
        (1_601, [("2026-07", 1_000, True), ("2026-08", 600, True)]),
    ],
)
def test_money_pays_to_the_last_kopeck(paid: int, expected: list[tuple[str, int, bool]]) -> None:
    parts = found(Arrears([JULY, AUGUST], [(date(2026, 10, 1), paid)]))
    assert [(period, kopecks, is_paid) for period, kopecks, _, is_paid in parts] == expected


def test_a_charge_of_a_kopeck_is_a_debt_and_one_of_nothing_is_none() -> None:
    assert found(Arrears([Charge("2026-07", 1), Charge("2026-08", 0)])) == [("2026-07", 1, END, False)]


def test_money_and_what_a_bill_gives_back_of_a_kopeck_count() -> None:
    back = Charge("2026-08", -1)
    assert found(Arrears([JULY, back])) == [("2026-07", 1, date(2026, 8, 31), True), ("2026-07", 999, END, False)]
    assert found(Arrears([JULY], [(date(2026, 9, 1), 1)]))[0] == ("2026-07", 1, date(2026, 9, 1), True)


def test_a_refund_leaves_the_kopeck_that_it_did_not_take() -> None:
    money = [(date(2026, 9, 1), 300), (date(2026, 9, 10), 200), (date(2026, 9, 11), -199)]
    assert [one[1:3] for one in found(Arrears([JULY], money))] == [
        (300, date(2026, 9, 1)),
        (1, date(2026, 9, 10)),
        (699, END),
    ]
    nothing_left = [(date(2026, 9, 1), 300), (date(2026, 9, 10), 200), (date(2026, 9, 10), -200), (END, -300)]
    assert found(Arrears([JULY], nothing_left)) == [("2026-07", 1_000, END, False)]


def test_entries_of_a_period_net_to_nothing_or_to_a_kopeck() -> None:
    assert list(netted([JULY, Charge("2026-07", -1_000)])) == [Charge("2026-07", 0)]
    assert list(netted([JULY, Charge("2026-07", -999)])) == [Charge("2026-07", 1)]
    assert list(netted([Charge("2026-07", 0), Charge("2026-07", -5)])) == [Charge("2026-07", 0), Charge("2026-07", -5)]
    assert list(netted([Charge("2026-07", 1), Charge("2026-07", -5)])) == [Charge("2026-07", -4)]


def test_what_a_correction_takes_back_of_a_month_does_not_depend_on_the_order_of_the_entries() -> None:
    billed = Charge("2026-07", 1_000, date(2026, 8, 5))
    for entries in ([Charge("2026-07", -300), billed], [billed, Charge("2026-07", -300)]):
        assert list(netted(entries)) == [Charge("2026-07", 700, date(2026, 8, 5))]
    assert list(netted([Charge("2026-07", -300), Charge("2026-07", 200), billed])) == [
        Charge("2026-07", 900, date(2026, 8, 5))
    ]


def test_the_unpaid_charges_end_with_the_balance() -> None:
    assert unpaid(600, [AUGUST, JULY]) == [AUGUST]
    assert unpaid(601, [AUGUST, JULY]) == [AUGUST, Charge("2026-07", 1)]
    assert unpaid(1, [AUGUST, JULY]) == [Charge("2026-08", 1)]
    assert unpaid(0, [AUGUST]) == []
    assert unpaid(5, [Charge("2026-08", 0), JULY]) == [Charge("2026-07", 5)]
    assert unpaid(5, [Charge("2026-08", -3), JULY]) == [Charge("2026-07", 5)]
    assert unpaid(5, [Charge("2026-08", 1), JULY]) == [Charge("2026-08", 1), Charge("2026-07", 4)]


def test_money_of_the_day_of_an_agreement_is_money_since_it() -> None:
    plan = Plan(AGREED, [(FIRST, 600), (SECOND, 1_000)])
    some = Arrears([JULY, AUGUST], [(AGREED, 1_000)], agreements=[plan])
    # It pays the first part and something of the second: what is left is asked for in September.
    assert late(some, date(2027, 8, 31)) == {
        "2026-07": [(date(2026, 8, 18), date(2027, 1, 31))],
        "2026-08": [(date(2026, 9, 16), date(2027, 1, 31))],
    }
    kept = Arrears([JULY], [(AGREED, 100)], agreements=[Plan(AGREED, [(FIRST, 100), (SECOND, 800)])])
    assert [part.late for part in delayed(kept, date(2027, 6, 30), POLICY)][1] == [
        (date(2026, 8, 18), date(2027, 1, 31)),
        (date(2027, 6, 16), date(2027, 6, 30)),
    ]
    assert [part.late for part in delayed(kept, date(2027, 6, 30), POLICY)][2] == [
        (date(2026, 8, 18), date(2027, 1, 31))
    ], "the part of September is not due, and what June asked for came"


@pytest.mark.parametrize(
    ("charge", "agreed", "deferred"),
    [
        (Charge("2027-01", 100, AGREED), AGREED, True),
        (Charge("2027-01", 100, date(2027, 2, 11)), AGREED, False),
        (Charge("2027-01", 100), date(2027, 2, 1), True),
        (Charge("2027-01", 100), date(2027, 1, 31), False),
        (Charge("2027-01", 100), date(2027, 1, 30), False),
    ],
)
def test_what_is_billed_by_the_day_of_the_agreement_is_deferred(charge: Charge, agreed: date, deferred: bool) -> None:
    """January's bill is due on 15 February 2027."""
    plan = Plan(agreed, [(FIRST, 100)])
    spells = late(Arrears([charge], agreements=[plan]), date(2027, 5, 31))["2027-01"]
    assert (spells == []) is deferred


def test_a_bill_of_the_day_of_the_agreement_is_no_current_one() -> None:
    bill = Charge("2027-01", 50, AGREED)
    plan = Plan(AGREED, [(FIRST, 1_000)])
    spells = late(Arrears([JULY, bill], agreements=[plan]), date(2027, 5, 31))
    assert spells["2026-07"] == [(date(2026, 8, 18), date(2027, 1, 31))], "kept: nothing else was asked for"


def test_a_debt_of_one_kopeck_more_than_the_parts_is_not_deferred() -> None:
    plan = Plan(AGREED, [(FIRST, 999)])
    assert sorted(
        (part.kopecks, len(part.late)) for part in delayed(Arrears([JULY], agreements=[plan]), SECOND, POLICY)
    ) == [
        (1, 1),
        (999, 2),
    ]


def test_the_missing_part_that_comes_on_the_day_asked_about_ends_the_break() -> None:
    plan = Plan(AGREED, [(FIRST, 400), (SECOND, 600)])
    paid = Arrears([JULY], [(date(2027, 6, 20), 400)], agreements=[plan])
    last = [part.late for part in delayed(paid, date(2027, 6, 20), POLICY)][-1]
    assert last == [(date(2026, 8, 18), date(2027, 1, 31)), (date(2027, 6, 16), date(2027, 6, 19))]


def test_what_another_agreement_leaves_out_has_its_own_term_again() -> None:
    first, second = Plan(AGREED, [(FIRST, 1_000)]), Plan(date(2027, 3, 10), [(SECOND, 100)])
    money = [(date(2027, 4, 1), 900)]
    parts = found(Arrears([JULY, AUGUST], money, agreements=[first, second]), date(2027, 4, 30))
    assert parts == [
        ("2026-07", 900, date(2027, 4, 1), True),
        ("2026-08", 600, date(2027, 4, 30), False),
        ("2026-07", 100, date(2027, 4, 30), False),
    ]


def test_an_agreement_from_the_day_after_the_due_day_leaves_no_day_before_it() -> None:
    july = Charge("2026-07", 1_000, date(2026, 8, 5))
    plan = Plan(date(2026, 8, 20), [(date(2026, 12, 15), 1_000)])
    assert late(Arrears([july], agreements=[plan]), date(2026, 12, 16))["2026-07"] == [
        (date(2026, 12, 16), date(2026, 12, 16))
    ]
    assert late(Arrears([july], agreements=[plan]), date(2026, 12, 15))["2026-07"] == []


def test_a_debt_that_is_cut_by_payments_ends_with_them() -> None:
    day = date(2026, 9, 1)
    assert list(parts(100, [(day, 100)], END)) == [(day, 100)]
    assert list(parts(100, [(day, 99)], END)) == [(day, 99), (END, 1)]
    assert list(parts(100, [(END, 40)], END)) == [(END, 40), (END, 60)]
    assert list(parts(100, [(day, 100), (END, 5)], END)) == [(day, 100)]
    assert list(parts(0, [(day, 5)], END)) == []


def test_the_thirtieth_day_is_free_and_each_spell_counts() -> None:
    due = date(2026, 8, 17)
    thirtieth, next_day = date(2026, 9, 16), date(2026, 9, 17)
    assert penalty(10_000_000, due, [(thirtieth, 10_000_000)], END, POLICY) == 0
    assert penalty(10_000_000, due, [(next_day, 10_000_000)], END, POLICY) == 3_167
    first, second = (date(2026, 8, 1), date(2026, 8, 29)), (date(2026, 9, 10), date(2026, 9, 11))
    assert part_penalty(10_000_000, END, [first], POLICY) == 0
    by_payment_day = calendar(penalty_cap_by_payment_day=[{"since": "2000-01-01", "value": True}])
    for policy in (POLICY, by_payment_day):
        assert int(part_penalty(10_000_000, END, [first, second], policy)) == 3_166


def test_the_last_kopeck_of_a_debt_counts_to_the_day_on_which_it_was_paid() -> None:
    first, second, as_of = date(2026, 9, 1), date(2026, 9, 20), date(2026, 9, 30)
    assert list(parts(100, [(first, 99), (second, 5)], as_of)) == [(first, 99), (second, 1)]
