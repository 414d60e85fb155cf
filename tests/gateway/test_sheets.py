"""A table that is downloaded: a text that somebody typed never becomes a formula, a number stays one."""

import csv
import io

import pytest

from gateway.http.files.sheets import csv_text

pytestmark = pytest.mark.req("S12")


@pytest.mark.parametrize(
    "typed",
    ["=1+1", "+7 910 123-45-67;x", "-2+3+cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "-1,5+A1", "-"],
)
def test_whatever_begins_like_a_formula_is_a_text(typed: str) -> None:
    _, [first, second] = csv.reader(io.StringIO(csv_text(["a", "b"], [[typed, "Иванова"]]), newline=""), delimiter=";")
    assert (first, second) == (f"'{typed}", "Иванова")


@pytest.mark.parametrize(
    "number", ["-12,50", "+3", "1 234,56", "-1\N{NO-BREAK SPACE}234,56", "0", "", "180111111", "2026-10-01"]
)
def test_numbers_and_days_stay_as_they_are(number: str) -> None:
    assert csv_text(["a"], [[number, "x"]]).splitlines()[1] == f"{number};x"
