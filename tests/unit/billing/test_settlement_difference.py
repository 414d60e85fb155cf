"""The difference of a closed month: what a bill adds or gives back (п. 61, 69 «ж»; ADR 19)."""

import pytest

from services.billing.rules.charge.account_input import BilledLine
from services.billing.rules.charges import Method
from services.billing.rules.settlement.difference import Cause, billed_of, by_month, cause_of, difference, total

AUGUST = "2026-08"
READING = Cause(AUGUST, "late_reading", "imported")


def line(
    volume: int,
    price: int = 500,
    method: Method = "average",
    *,
    month: str = AUGUST,
    zone: str = "one",
    tier: int = 1,
    excess: int = 0,
    vat_rate: int = 22,
) -> BilledLine:
    return BilledLine(AUGUST, month, zone, tier, method, volume, price, volume * price, excess, vat_rate)


@pytest.mark.req("S2", "M4.5.1")
def test_a_late_reading_gives_back_the_difference_in_one_line() -> None:
    (found,) = difference(AUGUST, [line(100)], [line(20, method="metered")], READING)
    assert found == {
        "settles": AUGUST,
        "month": AUGUST,
        "zone": "one",
        "tier": 1,
        "method": "metered",
        "volume": -80,
        "price_kopecks": 500,
        "amount_kopecks": -40_000,
        "excess_kopecks": 0,
        "vat_rate": 22,
        "vat_kopecks": -7_213,
        "ground": "late_reading",
        "source": "imported",
    }


@pytest.mark.req("S2")
def test_another_price_gives_the_old_line_back_and_charges_the_new_one() -> None:
    found = difference(AUGUST, [line(100, 500)], [line(100, 450)], Cause(AUGUST, "rate", "приказ 1"))
    assert [(one["volume"], one["price_kopecks"], one["amount_kopecks"]) for one in found] == [
        (100, 450, 45_000),
        (-100, 500, -50_000),
    ]
    assert total(found) == -5_000


@pytest.mark.req("S2")
@pytest.mark.parametrize(
    "change",
    [{"zone": "day"}, {"tier": 2}, {"month": "2026-07"}, {"vat_rate": 20}],
    ids=lambda change: next(iter(change)),
)
def test_lines_net_only_within_month_zone_tier_and_vat(change: dict[str, object]) -> None:
    found = difference(AUGUST, [line(100)], [line(100, **change)], READING)  # type: ignore[arg-type]
    assert sorted(one["volume"] for one in found) == [-100, 100]


@pytest.mark.req("S2")
def test_nothing_is_left_of_equal_lines_whatever_their_method_and_number() -> None:
    assert difference(AUGUST, [line(60), line(40)], [line(100, method="metered")], READING) == []


@pytest.mark.req("S2")
def test_the_excess_of_a_raising_factor_nets_beside_the_amount() -> None:
    (found,) = difference(AUGUST, [line(100)], [line(100, excess=25_000)], READING)
    assert (found["volume"], found["amount_kopecks"], found["excess_kopecks"]) == (0, 0, 25_000)
    assert found["vat_kopecks"] == 4_508, "25 000 × 22 / 122"
    assert total([found]) == 25_000


@pytest.mark.req("S2")
@pytest.mark.parametrize(("billed", "known"), [(0, -6_750), (-6_750, 0), (-6_750, -6_000)])
def test_a_reduction_without_kwh_nets_as_money(billed: int, known: int) -> None:
    """Bad quality of a month whose bill is out (п. 98): the act comes late, is taken back, or the payment changes."""
    before, now = ([line(90)] + [reduced(kopecks)] * bool(kopecks) for kopecks in (billed, known))
    (found,) = difference(AUGUST, before, now, Cause(AUGUST, "act", "К-1"))
    assert (found["volume"], found["price_kopecks"], found["amount_kopecks"]) == (0, 0, known - billed)
    assert difference(AUGUST, [*before, billed_of(found)], now, READING) == []


def reduced(kopecks: int) -> BilledLine:
    return line(0, price=0, method="recalculated")._replace(amount=kopecks)


@pytest.mark.req("S2")
def test_what_was_settled_once_is_not_settled_again() -> None:
    billed, known = [line(100)], [line(20, method="metered")]
    first = difference(AUGUST, billed, known, READING)
    assert difference(AUGUST, [*billed, *map(billed_of, first)], known, READING) == []


def test_lines_are_grouped_by_the_month_that_they_settle() -> None:
    july = line(1)._replace(settles="2026-07")
    assert by_month([july, line(2), line(3)]) == {"2026-07": [july], AUGUST: [line(2), line(3)]}


@pytest.mark.req("M4.5.1")
def test_the_newest_fact_that_reaches_a_month_is_its_ground() -> None:
    residents = Cause("2026-06", "residents", "")
    causes = [READING, residents]
    assert cause_of("2026-07", causes, billed=True) == residents
    assert cause_of("2026-09", causes, billed=True) == READING
    assert cause_of("2026-09", causes, billed=False) == Cause("2026-09", "unbilled_month", "")
    assert cause_of("2026-05", causes, billed=True) == Cause("2026-05", "correction", "")


@pytest.mark.req("S2")
def test_a_recalculation_line_is_billed_as_it_stands() -> None:
    (found,) = difference(AUGUST, [line(100, month="2026-07", tier=2, excess=40)], [], READING)
    assert billed_of(found) == BilledLine(AUGUST, "2026-07", "one", 2, "average", -100, 500, -50_000, -40, 22)


@pytest.mark.req("S2")
def test_several_lines_of_one_price_net_together_with_their_excess() -> None:
    (found,) = difference(
        AUGUST, [line(5, excess=100), line(7, excess=30)], [line(13, method="norm", excess=9)], READING
    )
    assert (found["volume"], found["excess_kopecks"], found["method"]) == (1, -121, "norm")


@pytest.mark.req("M4.5.1")
def test_of_facts_that_reach_back_equally_far_the_first_one_is_the_ground() -> None:
    absence, rate = Cause(AUGUST, "absence", "заявление"), Cause(AUGUST, "rate", "приказ")
    assert cause_of("2026-09", [absence, rate], billed=True) == absence
    assert cause_of("2026-09", [rate, absence], billed=True) == rate
