"""Closed months are charged again from what is known now, and settled against their bills (ADR 19)."""

from collections.abc import Sequence
from datetime import date

import pytest

from services.billing.rules.charge.account_input import AccountInput, BilledLine, Block, PeriodReading
from services.billing.rules.settlement.difference import Cause, billed_of
from services.billing.rules.settlement.replay import Replay, Settled, Standing, settle
from tests.support.account_charges import FLAT, home, meter, rates, reading, register

AUGUST, SEPTEMBER, DEAR = "2025-08", "2025-09", {"one": (800,)}
READ = Cause(AUGUST, "late_reading", "imported")


def month(*readings: PeriodReading) -> AccountInput:
    return AccountInput(home=home(), missed=0, registers=[], devices=[meter()], readings=list(readings))


def average(period: str, kwh: int, price: int) -> BilledLine:
    return BilledLine(period, period, "one", 1, "average", kwh, price, kwh * price, 0, 20)


def settled(
    august: Sequence[PeriodReading] = (),
    september: Sequence[PeriodReading] = (),
    *,
    billed: Sequence[BilledLine] = (average(AUGUST, 100, 736), average(SEPTEMBER, 100, 800)),
    least: int = 0,
) -> Settled:
    """Where July ended at 1000 kWh after half a year of 100 kWh a month."""
    start = Standing("2025-07", 0, [register(1000, history=[100] * 6)])
    months = [(rates(AUGUST, FLAT), month(*august)), (rates(SEPTEMBER, DEAR), month(*september))]
    return settle(Replay(start=start, months=months, billed=billed, causes=[READ], least=least))


@pytest.mark.req("S6")
def test_a_late_reading_changes_its_month_and_the_average_of_the_next_one() -> None:
    found = settled([reading(1040, date(2025, 8, 20))])
    # August 40 instead of 100; September by the average of 100, 100, 100, 100, 100, 40: 90 instead of 100.
    assert [(line["settles"], line["volume"], line["amount_kopecks"]) for line in found.lines] == [
        (AUGUST, -60, -60 * 736),
        (SEPTEMBER, -10, -10 * 800),
    ]
    assert {line["ground"] for line in found.lines} == {"late_reading"}
    assert [(one.period, one.missed, one.registers[0].value) for one in found.standings] == [
        (AUGUST, 0, 1040),
        (SEPTEMBER, 1, 1040),
    ]
    assert [(line.settles, line.volume) for line in found.billed] == [(AUGUST, 40), (SEPTEMBER, 90)]
    assert not found.deferred


@pytest.mark.req("S6")
def test_what_is_known_already_gives_no_line_and_what_was_settled_none_again() -> None:
    assert settled().lines == []
    late = [reading(1040, date(2025, 8, 20))]
    first = settled(late).lines
    before = [average(AUGUST, 100, 736), average(SEPTEMBER, 100, 800), *map(billed_of, first)]
    assert settled(late, billed=before).lines == []


@pytest.mark.req("S6")
def test_months_without_a_bill_are_billed_whole() -> None:
    found = settled(billed=())
    assert [(line["settles"], line["volume"], line["price_kopecks"], line["ground"]) for line in found.lines] == [
        (AUGUST, 100, 736, "unbilled_month"),
        (SEPTEMBER, 100, 800, "unbilled_month"),
    ]


@pytest.mark.req("S6")
def test_lines_before_the_first_month_are_known_and_not_compared() -> None:
    july = average("2025-07", 100, 736)
    found = settled(billed=[july, average(AUGUST, 100, 736), average(SEPTEMBER, 100, 800)])
    assert found.lines == [] and found.billed[0] == july


@pytest.mark.req("S6")
@pytest.mark.parametrize(("least", "deferred"), [(52_160, False), (52_161, True)])
def test_a_whole_difference_below_the_least_one_waits(least: int, deferred: bool) -> None:
    found = settled([reading(1040, date(2025, 8, 20))], least=least)
    assert (found.deferred, found.lines == []) == (deferred, deferred), "60 × 7,36 + 10 × 8 = 521,60"
    assert found.standings[-1].registers[0].value == 1040


def test_nothing_to_settle_is_not_deferred() -> None:
    assert not settled(least=1).deferred


@pytest.mark.req("S6")
def test_a_replayed_month_gives_back_what_the_months_before_were_billed_too_much() -> None:
    """July ended with 100 kWh by estimate; September's reading shows 30 kWh since July's one."""
    june = BilledLine("2025-07", "2025-07", "one", 1, "average", 100, 700, 70_000, 0, 20)
    start = Standing("2025-07", 1, [register(1000, estimated=100, history=[100] * 6)])
    months = [(rates(AUGUST, FLAT), month()), (rates(SEPTEMBER, DEAR), month(reading(1030, date(2025, 9, 20))))]
    billed = [june, average(AUGUST, 100, 736), average(SEPTEMBER, 100, 800)]
    found = settle(Replay(start=start, months=months, billed=billed, causes=[READ]))
    assert [(one["settles"], one["month"], one["volume"], one["amount_kopecks"]) for one in found.lines] == [
        (SEPTEMBER, "2025-07", -70, -49_000),
        (SEPTEMBER, AUGUST, -100, -73_600),
        (SEPTEMBER, SEPTEMBER, -100, -80_000),
    ]
    assert [(one.settles, one.month, one.method, one.volume, one.amount) for one in found.billed[1:] if one.volume] == [
        (AUGUST, AUGUST, "average", 100, 73_600),
        (SEPTEMBER, AUGUST, "average", -100, -73_600),
        (SEPTEMBER, "2025-07", "average", -70, -49_000),
    ]


@pytest.mark.req("S6")
def test_months_without_readings_go_on_from_those_of_the_start() -> None:
    """The fourth month in a row has the norm (п. 60)."""
    start = Standing("2025-07", 3, [register(1000, history=[100] * 6)])
    found = settle(Replay(start=start, months=[(rates(AUGUST, FLAT), month())], billed=[], causes=[READ]))
    assert [(line.method, line.volume) for line in found.billed] == [("norm", 138)]
    assert found.standings[0].missed == 4


@pytest.mark.req("S6")
def test_a_month_that_is_blocked_now_gives_all_back() -> None:
    blocked = month()
    blocked.home.blocks.append(Block(date(2025, 8, 1), date(2025, 8, 31)))
    start = Standing("2025-07", 0, [register(1000, history=[100] * 6)])
    months = [(rates(AUGUST, FLAT), blocked)]
    found = settle(Replay(start=start, months=months, billed=[average(AUGUST, 100, 736)], causes=[READ]))
    assert [(line["volume"], line["amount_kopecks"]) for line in found.lines] == [(-100, -73_600)]
