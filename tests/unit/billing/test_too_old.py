"""Months that were never billed and are too old are never charged, whatever a later reading shows (rule A17)."""

from dataclasses import replace
from datetime import date

import pytest

from services.billing.rules.charge.account_input import AccountInput, Register, load_register
from services.billing.rules.charge.charging import charge
from services.billing.rules.settlement.barred import barred_lines
from services.billing.rules.settlement.replay import Replay, Standing, settle, skipped
from services.billing.rules.settlement.returning import may_return
from tests.support.account_charges import FLAT, charged, home, meter, rates, reading, register

pytestmark = pytest.mark.req("S6", "S7")
OCTOBER = rates("2025-10", FLAT)
READ_ON = date(2025, 10, 24)
"""30 days after the register's last reading on 24 September."""


def barred(first: date, last: date, value: int = 1000, estimated: int = 0) -> Register:
    return replace(register(value, estimated=estimated, history=[100] * 6), barred=(first, last))


def kwh(one: Register, value: int = 1300) -> tuple[int, int]:
    """What is charged, and what is not."""
    found = charged(OCTOBER, devices=[meter()], registers=[one], readings=[reading(value, READ_ON)])
    return found.volume, found.barred


@pytest.mark.parametrize(
    ("first", "last", "left"),
    [
        (date(2025, 10, 1), date(2025, 10, 12), 120),
        (date(2025, 9, 25), date(2025, 9, 25), 10),
        (date(2025, 9, 24), date(2025, 9, 25), 10),
        (date(2025, 8, 1), date(2025, 9, 24), 0),
        (date(2025, 10, 24), date(2025, 10, 31), 10),
        (date(2025, 10, 25), date(2025, 10, 31), 0),
        (date(2025, 9, 1), date(2025, 10, 31), 300),
    ],
)
def test_the_share_of_the_old_days_is_never_charged(first: date, last: date, left: int) -> None:
    assert kwh(barred(first, last)) == (300 - left, left)


def test_what_was_estimated_since_is_taken_off_the_rest() -> None:
    assert kwh(barred(date(2025, 10, 1), date(2025, 10, 12), estimated=50)) == (130, 120)
    assert kwh(barred(date(2025, 10, 1), date(2025, 10, 12)), 1000) == (0, 0)
    assert kwh(barred(date(2025, 10, 1), date(2025, 10, 12)), 999) == (-1, 0)
    assert kwh(barred(date(2025, 10, 1), date(2025, 10, 12)), 1001) == (1, 0)


def test_a_reading_ends_the_old_days_and_a_month_without_one_keeps_them() -> None:
    old = barred(date(2025, 10, 1), date(2025, 10, 12))
    read = charged(OCTOBER, devices=[meter()], registers=[old], readings=[reading(1300, READ_ON)])
    assert (read.registers[0].barred, read.registers[0].history) == (None, [100] * 6)
    silent = charged(OCTOBER, devices=[meter()], registers=[old])
    assert (silent.registers[0].barred, silent.registers[0].estimated, silent.barred) == (old.barred, 100, 0)
    assert load_register(silent.registers[0].dump()) == silent.registers[0]
    assert "barred" not in read.registers[0].dump()


def test_a_meter_that_nobody_has_read_yet_has_no_old_days() -> None:
    never = replace(register(None), barred=(date(2025, 10, 1), date(2025, 10, 12)))
    readings = [reading(1000, date(2025, 10, 2)), reading(1300, READ_ON)]
    found = charged(OCTOBER, devices=[meter()], registers=[never], readings=readings)
    assert (found.volume, found.barred) == (300, 0)
    unknown = replace(register(1000), on=None, barred=(date(2025, 10, 1), date(2025, 10, 12)))
    assert kwh(unknown) == (300, 0)


def test_a_standing_is_moved_over_the_months_that_are_too_old() -> None:
    moved = skipped(Standing("2022-03", 2, [register(1000)]), "2022-06")
    assert (moved.period, moved.missed) == ("2022-06", 2)
    assert moved.registers[0].barred == (date(2022, 4, 1), date(2022, 6, 30))
    again = skipped(moved._replace(period="2022-07"), "2022-09")
    assert again.registers[0].barred == (date(2022, 4, 1), date(2022, 9, 30))


def test_what_replayed_months_show_is_named_together() -> None:
    start = skipped(Standing("2025-07", 0, [register(1000, history=[100] * 6)]), "2025-08")
    start.registers[0].on = date(2025, 7, 22)
    months = [
        (rates(period, FLAT), AccountInput(home=home(), missed=0, registers=[], devices=[meter()], readings=[one]))
        for period, one in (
            ("2025-09", reading(1640, date(2025, 9, 24), period="2025-09")),
            ("2025-10", reading(1700, READ_ON, period="2025-10")),
        )
    ]
    found = settle(Replay(start=start, months=months, billed=[], causes=[]))
    # 640 kWh in 64 days, 31 of them in August.
    assert [(line["settles"], line["volume"]) for line in found.lines] == [("2025-09", 330), ("2025-10", 60)]
    assert found.barred == 310


def test_an_account_with_old_days_must_know_what_was_billed() -> None:
    account = AccountInput(home=home(), missed=0, registers=[register(1000)], readings=[reading(1300, READ_ON)])
    assert not may_return(account)
    assert may_return(replace(account, registers=[barred(date(2025, 10, 1), date(2025, 10, 12))]))
    assert not may_return(replace(account, registers=[barred(date(2025, 10, 1), date(2025, 10, 12))], readings=[]))
    assert charge(replace(account, devices=[meter()]), OCTOBER).barred == 0


def test_the_bill_names_what_is_not_charged() -> None:
    assert barred_lines(0, OCTOBER) == []
    (line,) = barred_lines(310, OCTOBER)
    assert line == {
        "settles": "2025-10",
        "month": "2025-10",
        "zone": "one",
        "tier": 1,
        "method": "recalculated",
        "volume": 0,
        "price_kopecks": 0,
        "amount_kopecks": 0,
        "excess_kopecks": 0,
        "vat_rate": 20,
        "vat_kopecks": 0,
        "ground": "barred",
        "source": "310",
    }
