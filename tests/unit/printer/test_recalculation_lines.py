"""Recalculations multiply out: kWh × price is the sum, what a raising factor adds stands apart (п. 69 «г»)."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.bill import Recalculation
from deploy.operations.rehearse.bills import bill_line
from services.billing.printer.recalculation_view import recalculations

GROUND = "За август 2026: изменились сведения о лицевом счёте"


def line(volume: int, price: int, excess: int) -> Recalculation:
    return Recalculation(
        ground=GROUND,
        amount_kopecks=volume * price + excess,
        code="account",
        settles="2026-08",
        month="2026-08",
        zone="one",
        tier=1,
        method="norm",
        volume=volume,
        price_kopecks=price,
        excess_kopecks=excess,
        vat_rate=22,
        vat_kopecks=0,
    )


def kopecks(printed: str) -> int:
    return int(re.sub(r"[^\d−]", "", printed).replace("−", "-"))


def printed(*lines: Recalculation) -> list[tuple[str, str, str]]:
    view = recalculations(lines)
    assert view is not None
    return [(row["volume"], row["price"], row["sum"]) for row in view["rows"]]


@pytest.mark.req("S8", "B6")
@given(st.integers(-9_999, 9_999), st.integers(1, 9_999), st.integers(-999_999, 999_999))
def test_rows_of_a_bill_multiply_out_and_add_up(volume: int, price: int, excess: int) -> None:
    rows = printed(line(volume, price, excess))
    assert sum(kopecks(total) for *_, total in rows) == volume * price + excess
    for kwh, at, total in rows:
        if kwh != "—":
            assert kopecks(kwh) * kopecks(at) == kopecks(total)


@pytest.mark.req("S8", "B6")
@given(st.integers(-9_999, 9_999), st.integers(1, 9_999), st.integers(-999_999, 999_999))
def test_lines_of_a_rehearsal_multiply_out_and_add_up(volume: int, price: int, excess: int) -> None:
    said = bill_line(stored(line(volume, price, excess)))["lines"]
    assert sum(one["amount_kopecks"] for one in said) == volume * price + excess
    assert all(one["volume"] * one["price_kopecks"] == one["amount_kopecks"] for one in said if one["volume"])


def test_an_excess_alone_is_one_row_with_its_name() -> None:
    assert printed(line(0, 500, 35_000)) == [("—", "—", "+350,00")]
    (said,) = bill_line(stored(line(0, 500, 35_000)))["lines"]
    assert said["ground"] == f"{GROUND}; повышающий коэффициент"


def test_a_reduction_for_bad_quality_is_a_sum_without_kwh_and_price() -> None:
    part = line(0, 0, 0).model_copy(update={"amount_kopecks": -8_000})
    assert printed(part) == [("—", "—", "−80,00")]


def test_a_line_without_an_excess_stays_one_row() -> None:
    assert printed(line(-75, 832, 0)) == [("−75", "8,32", "−624,00")]


def stored(part: Recalculation) -> dict[str, object]:
    """What the output reads of a bill."""
    sums = ("opening", "charged", "recalculated", "paid", "total")
    return {
        "subscriber": {"account_number": "180000013"},
        "period": "2026-10",
        "revision": 1,
        **{f"{name}_kopecks": 0 for name in sums},
        "due_on": "2026-11-16",
        "lines": [],
        "recalculations": [part.model_dump(mode="json")],
    }
