"""What must hold for the charge of any account (docs/rules.md, A2, A7, A11)."""

from copy import deepcopy
from datetime import date, timedelta
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.billing.rules.charge.account_input import AccountInput, Block, PeriodReading, Register
from services.billing.rules.charge.charging import charge
from services.billing.rules.charge.outcome import Outcome
from tests.support.account_charges import charged, home, meter, rates, reading, register
from tests.support.examples import examples

pytestmark = pytest.mark.req("S2")

ZONES = ("peak", "semi", "night")
TARIFF = {"one": (736, 810, 1288), "peak": (1104, 1200, 1300), "semi": (736, 900, 950), "night": (589, 648, 1030)}
OCTOBER, NOVEMBER = "2025-10", "2025-11"
kwh = st.integers(0, 900)
history = st.lists(st.integers(-50, 600), max_size=12)


@st.composite
def accounts(draw: st.DrawFn) -> AccountInput:
    """Accounts with meters of any kind: new and old, failed, replaced, read or not, estimated before or not."""
    zones = draw(st.sampled_from([("one",), ZONES, ZONES[:2]]))
    changed_on = draw(st.none() | st.dates(date(2025, 10, 1), date(2025, 10, 31)))
    failed_on = draw(st.none() | st.dates(date(2025, 9, 1), date(2025, 11, 30)))
    devices = [meter("NEW", zones, installed_on=changed_on or date(2019, 1, 1), failed_on=failed_on)]
    if changed_on:
        devices.insert(0, meter("OLD", zones, removed_on=changed_on))
    registers, readings = [], []
    for device in devices:
        for zone in zones:
            value = draw(st.none() | st.integers(0, 99_999))
            registers.append(
                register(value, zone, device.serial, estimated=draw(kwh) if value else 0, history=draw(history))
            )
            if draw(st.booleans()):
                day = date(2025, 10, 1) + timedelta(days=draw(st.integers(0, 30)))
                source = draw(st.sampled_from(["payment", "control"]))
                readings.append(reading(draw(st.integers(0, 99_999)), day, zone, device.serial, source))
    readings.sort(key=lambda one: one.taken_on)
    blocks = draw(
        st.sampled_from([[], [Block(date(2025, 9, 20), date(2025, 10, 12))], [Block(date(2025, 10, 1), None)]])
    )
    facts = {"blocks": blocks, "persons": draw(st.integers(1, 5))}
    return AccountInput(
        home=home(**facts), missed=draw(st.integers(0, 5)), registers=registers, devices=devices, readings=readings
    )


@given(accounts())
@settings(max_examples=examples(200))
def test_the_lines_add_up_to_what_is_charged(account: AccountInput) -> None:
    outcome = charge(account, rates(OCTOBER, TARIFF, (150, 400)))
    assert sum(line["amount_kopecks"] + line["excess_kopecks"] for line in outcome.lines) == outcome.charged
    assert sum(line["volume"] for line in outcome.lines) == outcome.volume
    assert all(line["volume"] * line["price_kopecks"] == line["amount_kopecks"] for line in outcome.lines)
    on_scales = sum(row["volume"] for block in outcome.meters for row in block["registers"])
    of_no_meter = outcome.volume - on_scales
    assert 0 <= of_no_meter <= sum(line["volume"] for line in outcome.lines if line["method"] == "norm")
    assert "negative" in outcome.flags or outcome.charged >= 0


@given(accounts())
@settings(max_examples=examples(100))
def test_a_repeated_charge_finds_the_same_and_changes_nothing_of_what_it_was_given(account: AccountInput) -> None:
    given_before = deepcopy(account)
    book = rates(OCTOBER, TARIFF, (150, 400))
    first = charge(account, book)
    assert account == given_before
    assert charge(account, book) == first


@given(accounts(), st.randoms())
@settings(max_examples=examples(100))
def test_the_order_in_which_registers_and_zones_are_read_is_irrelevant(account: AccountInput, random) -> None:
    book = rates(OCTOBER, TARIFF, (150, 400))
    expected = charge(account, book)
    random.shuffle(account.registers)
    account.readings.sort(key=lambda one: (one.serial, one.zone))
    found = charge(account, book)
    for outcome in (expected, found):
        outcome.registers.sort(key=lambda one: (one.serial, one.zone))
    assert found == expected


@given(st.lists(st.tuples(kwh, kwh), min_size=3, max_size=3))
@settings(max_examples=examples(100))
def test_the_order_of_a_meters_zones_is_irrelevant_to_its_price(moved: list[tuple[int, int]]) -> None:
    """Within one tier; across tiers the last zone takes the remainder of the rounding (B16)."""
    found = set()
    for order in permutations(range(3)):
        zones = tuple(ZONES[place] for place in order)
        outcome = charged(
            rates(OCTOBER, {zone: prices[:1] for zone, prices in TARIFF.items()}),
            devices=[meter(zones=zones)],
            registers=[register(moved[place][0], ZONES[place]) for place in order],
            readings=[reading(sum(moved[place]), date(2025, 10, 24), ZONES[place]) for place in order],
        )
        lines = tuple(sorted((line["zone"], line["volume"], line["amount_kopecks"]) for line in outcome.lines))
        found.add((outcome.volume, outcome.charged, outcome.vat, lines))
    assert len(found) == 1


@given(st.lists(st.tuples(st.integers(0, 50_000), st.integers(0, 40_000), history), min_size=2, max_size=2))
@settings(max_examples=examples(200))
def test_an_estimate_and_the_reading_after_it_cost_what_the_reading_alone_costs(
    scales: list[tuple[int, int, list[int]]],
) -> None:
    """A7, at a price that does not depend on the month's volume."""
    zones = ZONES[:2]
    prices = {zone: TARIFF[zone][:1] for zone in zones}
    by_one_rate = {"one": TARIFF["one"][:1]}

    def month(period: str, registers: list[Register], readings: list[PeriodReading], missed: int) -> Outcome:
        # Policy P: the norm has the one rate, so that a month by the norm compares in kopecks only at one rate.
        book = rates(period, by_one_rate if by_norm else prices)
        return charged(book, devices=[meter(zones=zones)], registers=registers, readings=readings, missed=missed)

    by_norm = min(len(known) for _, _, known in scales) < 3
    begin = [register(value, zone, history=known) for zone, (value, _, known) in zip(zones, scales, strict=True)]
    taken = [
        reading(value + moved, date(2025, 11, 24), zone) for zone, (value, moved, _) in zip(zones, scales, strict=True)
    ]
    silent = month(OCTOBER, begin, [], missed=0)
    settled = month(NOVEMBER, silent.registers, taken, silent.missed)
    alone = month(NOVEMBER, begin, taken, missed=1)
    assert silent.volume + settled.volume == alone.volume == sum(moved for _, moved, _ in scales)
    assert silent.charged + settled.charged == alone.charged
    assert settled.settled == -silent.volume
    assert settled.registers == alone.registers
