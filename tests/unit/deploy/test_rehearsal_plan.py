"""plan.csv and the other system's file: each faulty row is named by line and field, and the rest is read."""

from datetime import date
from pathlib import Path

import pytest

from deploy.operations.rehearse.against import Billed, Comparison, read_billed
from deploy.operations.rehearse.plan import Problem, Step, read

FOLDER_OF_FILES = "start"


def plan(folder: Path, *rows: str, header: str = "day,do,what") -> list[Step | Problem]:
    (folder / FOLDER_OF_FILES).mkdir(exist_ok=True)
    (folder / "plan.csv").write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    return list(read(folder))


@pytest.mark.req("S8")
def test_rows_are_read_in_order(tmp_path: Path) -> None:
    read_rows = plan(tmp_path, "2026-08-28,load,start", "", "2026-09-01, run ,2026-08", "2026-09-01,publish,2026-08")
    assert read_rows == [
        Step(2, date(2026, 8, 28), "load", "start"),
        Step(4, date(2026, 9, 1), "run", "2026-08"),
        Step(5, date(2026, 9, 1), "publish", "2026-08"),
    ]


def test_columns_are_known_by_their_names(tmp_path: Path) -> None:
    (step,) = plan(tmp_path, "2026-08;run;2026-09-01;a remark", header="\ufeffwhat;do;day;remark")
    assert step == Step(2, date(2026, 9, 1), "run", "2026-08")


@pytest.mark.req("S8")
@pytest.mark.parametrize(
    ("row", "field", "said"),
    [
        ("28.08.2026,load,start", "day", "write it as 2026-09-05"),
        ("2026-08-32,load,start", "day", "is no day"),
        (",load,start", "day", "is no day"),
        ("2026-08-28,charge,2026-08", "do", "use one of load, run, publish, preview"),
        ("2026-08-28,load,august", "what", "there is no folder 'august'"),
        ("2026-08-28,load,", "what", "is no sub-folder"),
        ("2026-08-28,load,../other", "what", "is no sub-folder"),
        ("2026-08-28,run,2026-13", "what", "write the month as 2026-09"),
        ("2026-08-28,run", "what", "write the month as 2026-09"),
        ("2026-08-01,run,2026-07", "day", "is before the row above (2026-08-02)"),
    ],
)
def test_a_faulty_row_is_named_and_the_others_are_played(tmp_path: Path, row: str, field: str, said: str) -> None:
    first, faulty, last = plan(tmp_path, "2026-08-02,load,start", row, "2026-09-01,run,2026-08")
    assert isinstance(first, Step) and isinstance(last, Step)
    assert isinstance(faulty, Problem)
    assert (faulty.file, faulty.line, faulty.field) == ("plan.csv", 3, field)
    assert said in faulty.error


def test_a_plan_that_is_missing_or_has_another_header_is_named(tmp_path: Path) -> None:
    (missing,) = read(tmp_path)
    assert isinstance(missing, Problem) and "the file is missing" in missing.error
    (other,) = plan(tmp_path, "2026-08-28,load", header="day,do")
    assert isinstance(other, Problem) and (other.line, other.field) == (1, "what")


def bill(period: str, *lines: tuple[str, str, str, int, int], account: str = "180000001") -> dict[str, object]:
    """A line of the output; `lines` are kind, zone, method, volume, kopecks."""
    names = ("kind", "zone", "method", "volume", "amount_kopecks")
    return {
        "account": account,
        "period": period,
        "lines": [dict(zip(names, line, strict=True)) for line in lines],
    }


ONE = ("180000001", "2026-08", "one")
NEXT = ("180000001", "2026-09", "one")
METERED = ("charge", "one", "metered", 100, 74800)


@pytest.mark.req("S8")
@pytest.mark.parametrize(
    ("bills", "theirs", "causes"),
    [
        ([bill("2026-08", METERED)], {ONE: Billed(100, 74800)}, []),
        ([bill("2026-08", METERED)], {ONE: Billed(100, 74801)}, ["rounding"]),
        ([bill("2026-08", METERED)], {ONE: Billed(100, 83200)}, ["price"]),
        ([bill("2026-08", METERED)], {ONE: Billed(90, 67320)}, ["by readings"]),
        ([bill("2026-08", ("charge", "one", "average", 100, 74800))], {ONE: Billed(90, 67320)}, ["by average"]),
        ([bill("2026-08", ("charge", "one", "norm", 96, 71808))], {ONE: Billed(90, 67320)}, ["by norm"]),
        ([], {ONE: Billed(90, 67320)}, ["not billed here"]),
        ([bill("2026-08", METERED)], {}, ["not billed there"]),
        (
            [bill("2026-08", METERED, ("recalculation", "one", "average", -80, -59840))],
            {ONE: Billed(100, 74800)},
            ["recalculation"],
        ),
        (
            [bill("2026-08", METERED), bill("2026-09", ("charge", "one", "metered", 15, 11220))],
            {ONE: Billed(20, 14960), NEXT: Billed(95, 71060)},
            ["other month", "other month"],
        ),
        (
            [bill("2026-08", ("charge", "day", "metered", 60, 1), ("charge", "night", "metered", 40, 1))],
            {("180000001", "2026-08", "day"): Billed(40, 1), ("180000001", "2026-08", "night"): Billed(60, 1)},
            ["split by zones", "split by zones"],
        ),
    ],
)
def test_a_difference_has_its_cause(
    bills: list[dict[str, object]], theirs: dict[tuple[str, str, str], Billed], causes: list[str]
) -> None:
    comparison = Comparison(theirs)
    for one in bills:
        comparison.add(one)
    *differences, counted = comparison.differences()
    assert [one["difference"] for one in differences] == causes
    assert sum(one["count"] for one in counted["causes"]) == len(causes)
    assert len(list(comparison.table())) == max(1, len(set(causes)))


def test_the_last_revision_of_a_bill_is_compared() -> None:
    comparison = Comparison({ONE: Billed(90, 67320)})
    comparison.add(bill("2026-08", METERED))
    comparison.add(bill("2026-08", ("charge", "one", "metered", 90, 67320)))
    assert list(comparison.differences()) == [{"causes": []}]


@pytest.mark.req("S8")
def test_rows_of_the_other_system_are_summed_and_faulty_ones_named(tmp_path: Path) -> None:
    path = tmp_path / "theirs.csv"
    rows = ("180000001;2026-08;one;60;44880", "180000001;2026-08;one;40;29920", "180000001;2026-08;one;1,5;100")
    path.write_text("\n".join(["account;period;zone;volume;amount_kopecks", *rows]), encoding="utf-8")
    billed, problems = read_billed(path)
    assert billed == {ONE: Billed(100, 74800)}
    assert [(one.file, one.line, one.field) for one in problems] == [("theirs.csv", 4, "volume")]
