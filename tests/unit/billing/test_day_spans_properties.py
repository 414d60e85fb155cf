"""Each day on which an account is open and not blocked is charged by exactly one method, whatever happens to meters."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.billing.rules.charge.account_input import (
    AccountInput,
    Block,
    Device,
    PeriodReading,
    Register,
    Registered,
)
from services.billing.rules.charge.charging import charge
from services.billing.rules.charge.days import day_spans
from services.billing.rules.charge.rate_book import RateBook
from services.billing.rules.periods import first_day, last_day, months_back, next_period
from services.billing.rules.tariffs import Tariff
from tests.support.account_charges import GROUP, home
from tests.support.examples import examples
from tests.support.facts import norm_table, policy

pytestmark = pytest.mark.req("S6")
BEGIN, MONTHS = date(2026, 1, 1), 6
DAYS = 180
ZONES = (("one",), ("day", "night"), ("peak", "semi", "night"))
PRICES = {"one": (748,), "day": (845,), "night": (598,), "peak": (1122,), "semi": (748,)}
day = st.integers(0, DAYS).map(lambda number: BEGIN + timedelta(days=number))


def book(period: str) -> RateBook:
    return RateBook(period, policy(period), {GROUP: Tariff(PRICES)}, norm_table())


@st.composite
def lives(draw: st.DrawFn) -> AccountInput:
    """Half a year of an account: points, replacements, failures, removals, returns, blocks, opening, closing."""
    devices: list[Device] = []
    readings: list[PeriodReading] = []
    for point in draw(st.lists(st.sampled_from(["1", "2", "3"]), max_size=2, unique=True)):
        cuts = sorted(draw(st.lists(day, min_size=1, max_size=5)))
        if draw(st.booleans()):
            cuts.insert(0, date(2019, 1, 1))
        while cuts:
            installed = cuts.pop(0)
            removed = cuts.pop(0) if cuts else None
            failed = draw(st.none() | day)
            if failed is not None and (failed < installed or (removed is not None and failed > removed)):
                failed = None
            serial = draw(st.sampled_from([f"{point}-A", f"{point}-B"]))
            zones = draw(st.sampled_from(ZONES))
            devices.append(
                Device(
                    serial=serial,
                    digits=5,
                    zones=zones,
                    installed_on=installed,
                    removed_on=removed,
                    failed_on=failed,
                    point=point,
                )
            )
            if cuts and draw(st.booleans()):
                cuts[0] = max(cuts[0], removed or cuts[0])
            days = [one for one in (installed, failed, removed) if one is not None and draw(st.booleans())]
            days += draw(st.lists(day, max_size=6))
            for taken in days:
                for zone in zones if draw(st.integers(0, 9)) else zones[:1]:
                    period = next_period(f"{taken:%Y-%m}") if taken.day > 25 else f"{taken:%Y-%m}"
                    value = draw(st.integers(0, 9_000))
                    source = draw(st.sampled_from(["payment", "control"]))
                    readings.append(
                        PeriodReading(
                            serial=serial, zone=zone, taken_on=taken, value=value, source=source, period=period
                        )
                    )
    devices.sort(key=lambda one: (one.installed_on, one.serial))
    readings.sort(key=lambda one: one.taken_on)
    opened = draw(st.sampled_from([date(2015, 1, 1)]) | day)
    closed = draw(st.none() | day.filter(lambda one: one >= opened))
    spans = st.tuples(day, day).map(sorted)
    blocks = [Block(since, draw(st.sampled_from([until, None]))) for since, until in draw(st.lists(spans, max_size=2))]
    residents = [Registered(since, draw(st.integers(1, 5))) for since in sorted(draw(st.lists(day, max_size=2)))]
    facts = {"opened_on": opened, "closed_on": closed, "blocks": blocks, "residents": residents}
    if draw(st.booleans()):
        facts["multiplier"] = Decimal("1.5")
    return AccountInput(home=home(**facts), missed=0, registers=[], devices=devices, readings=readings)


def of_month(life: AccountInput, period: str, missed: int, registers: list[Register]) -> AccountInput:
    """What is loaded for one month of the life."""
    first, last = first_day(period), last_day(period)
    return AccountInput(
        home=life.home,
        missed=missed,
        registers=registers,
        devices=[
            one
            for one in life.devices
            if one.installed_on <= last and (one.removed_on is None or one.removed_on >= first)
        ],
        readings=[
            one
            for one in life.readings
            if one.period == period or (months_back(one.period, 1) == period and one.taken_on <= last)
        ],
    )


@given(lives())
@settings(max_examples=examples(300))
def test_each_open_day_of_a_point_is_charged_once_month_after_month(life: AccountInput) -> None:
    registers: list[Register] = []
    missed, period = 0, "2026-01"
    for _ in range(MONTHS):
        account = of_month(life, period, missed, registers)
        first, last = first_day(period), last_day(period)
        expected = {
            one
            for one in (first + timedelta(days=number) for number in range((last - first).days + 1))
            if life.home.opened_on <= one
            and (life.home.closed_on is None or one <= life.home.closed_on)
            and not any(since <= one and (until is None or one <= until) for since, until in life.home.blocks)
        }
        spans = day_spans(account, book(period))
        covered: Counter[tuple[str, date]] = Counter(
            (span.point, span.first + timedelta(days=number))
            for span in spans
            for number in range((span.last - span.first).days + 1)
        )
        assert set(covered.values()) <= {1}
        points = {span.point for span in spans}
        assert bool(points) == bool(expected)
        for point in points:
            assert {one for name, one in covered if name == point} == expected
        for span in spans:
            if span.by in {"readings", "silent"}:
                assert any(
                    one.point == span.point
                    and one.installed_on <= span.first
                    and (one.removed_on is None or span.last <= one.removed_on)
                    for one in account.devices
                )
        outcome = charge(account, book(period))
        assert sum(line["volume"] for line in outcome.lines) == outcome.volume
        assert sum(line["amount_kopecks"] + line["excess_kopecks"] for line in outcome.lines) == outcome.charged
        registers, missed = outcome.registers, outcome.missed
        period = next_period(period)
