"""Penalties in the month's run: a block of their own on the bill, a ledger of their own, revised and never twice."""

from datetime import UTC, datetime
from fractions import Fraction

import pytest

from contracts.bill import ReferenceDebts
from contracts.billing import OtherDebts
from tests.support.billing_town import ONE, TWO, Town

pytestmark = pytest.mark.req("S4", "M4.1.12")
# April to July are late by the end of October: their days of payment were 15 May to 15 August.
DEBTS = {"2026-04": (210, 169), "2026-05": (190, 138), "2026-06": (230, 108), "2026-07": (205, 77)}
AUGUST = 215 * 748 * Fraction(95, 1000) * Fraction(46 - 30, 300)


def by_hand(kwh: int, days: int) -> int:
    share = Fraction(max(0, min(days, 90) - 30), 300) + Fraction(max(0, days - 90), 130)
    return int(kwh * 748 * Fraction(95, 1000) * share + Fraction(1, 2))


def expected() -> dict[str, int]:
    sums = {period: by_hand(kwh, days) - by_hand(kwh, days - 31) for period, (kwh, days) in DEBTS.items()}
    return sums | {"2026-08": int(AUGUST + Fraction(1, 2))}


def owed(town: Town) -> int:
    return town.overview().debts.penalty_kopecks


def test_a_bill_charges_the_penalty_of_its_month_beside_its_total(town: Town) -> None:
    with town.as_accountant():
        town.billing.set_other_debts(OtherDebts(account_number=ONE, debts=debts(penalty_kopecks=700)))
    energy = town.rows("select count(*), sum(amount_kopecks) from ledger")
    state = town.run()
    lines = expected()
    assert state.penalty_kopecks == sum(lines.values()) + two_zones(town)
    assert town.rows("select count(*), sum(amount_kopecks) from ledger") == energy, "a draft posts nothing"
    town.publish()
    bill = town.bill()
    assert bill.penalty and {line.period: line.amount_kopecks for line in bill.penalty.lines} == lines
    assert bill.penalty.charged_kopecks == sum(lines.values())
    assert bill.debts.penalty_kopecks == owed(town) == 700 + sum(lines.values())
    assert bill.total_kopecks == bill.opening_kopecks + bill.charged_kopecks - bill.paid_kopecks
    assert town.overview().due_kopecks == bill.total_kopecks

    everything = town.everything(), town.rows("select * from penalties")
    town.run()
    town.publish()
    assert (town.everything(), town.rows("select * from penalties")) == everything


def test_money_paid_earlier_and_known_later_revises_the_bill_and_the_next_month(town: Town) -> None:
    town.run()
    town.publish()
    before = owed(town)
    april = 210 * 748
    town.load(credits=[f"{ONE},2026-06-01,{april},Почта,1"])
    town.run()
    town.publish()
    again = town.bill()
    assert (again.revision, town.bill(revision=1).revision) == (2, 1)
    assert again.penalty and "2026-04" not in {line.period for line in again.penalty.lines}
    assert owed(town) == before - expected()["2026-04"] == again.debts.penalty_kopecks

    town.clock.moment = datetime(2026, 12, 5, 6, tzinfo=UTC)
    town.run("2026-11")
    town.publish("2026-11")
    november = town.bill(period="2026-11")
    assert november.penalty
    assert {line.period for line in november.penalty.lines} == {f"2026-0{month}" for month in (5, 6, 7, 8, 9)}
    assert (
        owed(town) == november.debts.penalty_kopecks == again.debts.penalty_kopecks + november.penalty.charged_kopecks
    )


def test_a_supplier_whose_accounting_charges_penalties_switches_ours_off(town: Town) -> None:
    town.write("policy", ["penalty_charged,2026-10-01,0"], "name,from,value")
    town.load(debts=[f"{ONE},900,0,0,0"])
    assert town.run().penalty_kopecks == 0
    town.publish()
    assert town.bill().penalty is None
    assert town.bill().debts.penalty_kopecks == owed(town) == 900
    town.load(debts=[f"{ONE},900,0,0,0"])
    town.load(debts=[f"{ONE},250,0,0,0"])
    assert [row[0] for row in town.rows("select amount_kopecks from penalties order by id")] == [900, -650]
    assert owed(town) == 250


def debts(**stated: int) -> ReferenceDebts:
    nothing = {"penalty_kopecks": 0, "court_kopecks": 0, "duty_kopecks": 0, "restriction_kopecks": 0}
    return ReferenceDebts(**(nothing | stated))


def two_zones(town: Town) -> int:
    """The household with two zones is late with July and August."""
    (row,) = town.rows(
        "select sum((line ->> 'amount_kopecks')::int) from run_results, "
        f"json_array_elements(outcome -> 'penalty' -> 'lines') line where account_number = '{TWO}'"
    )
    assert row[0] > 0
    return int(row[0])
