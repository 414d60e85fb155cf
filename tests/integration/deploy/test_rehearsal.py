"""`./cabinet rehearse`: the example of the documentation, what is refused, and what it leaves behind."""

import json
import os
import shutil
from pathlib import Path
from typing import Any

import psycopg
import pytest

from deploy.launcher.host.paths import ROOT
from deploy.operations.rehearse.command import play_folder
from tests.support.server_pool import address_of

EXAMPLE = ROOT / "docs" / "examples" / "rehearsal"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EXAMPLE, tmp_path / "rehearsal"))


def played(folder: Path, *, against: Path | None = None, code: int = 0) -> list[dict[str, Any]]:
    out = folder / "out.jsonl"
    assert play_folder(folder, out=out, against=against) == code
    return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


def bills(lines: list[dict[str, Any]]) -> dict[tuple[str, str], dict[str, Any]]:
    return {(line["account"], line["period"]): line for line in lines if "lines" in line}


@pytest.mark.req("S8")
def test_the_example_is_played(folder: Path) -> None:
    lines = played(folder, against=folder / "other_system.csv")
    found = bills(lines)
    assert len(found) == 6
    fields = "account period revision opening_kopecks charged_kopecks recalculated_kopecks paid_kopecks total_kopecks"
    bill = found["180000002", "2026-08"]
    assert list(bill) == [*fields.split(), "due", "penalty_kopecks", "lines"]
    # 95 kWh by day at 8.45 and 70 by night at 5.98; the history owes one month
    assert (bill["opening_kopecks"], bill["charged_kopecks"], bill["due"]) == (111930, 80275 + 41860, "2026-09-15")
    line = {"kind": "charge", "month": "2026-08", "zone": "day", "tier": 1, "method": "metered", "volume": 95}
    assert bill["lines"][0] == line | {"price_kopecks": 845, "amount_kopecks": 80275, "ground": ""}
    for bill in found.values():
        paid = bill["paid_kopecks"]
        together = bill["opening_kopecks"] + bill["charged_kopecks"] + bill["recalculated_kopecks"] - paid
        assert bill["total_kopecks"] == together
        assert sum(one["amount_kopecks"] for one in bill["lines"]) == together - bill["opening_kopecks"] + paid
    assert found["180000003", "2026-09"]["paid_kopecks"] == 56100
    assert [one["preview"]["period"] for one in lines if "preview" in one] == ["2026-08"]
    assert {one["account"] for one in lines if "difference" in one} <= {"180000001"}


@pytest.mark.req("S8")
def test_what_is_refused_is_named_and_the_play_goes_on(folder: Path) -> None:
    plan = (folder / "plan.csv").read_text(encoding="utf-8").splitlines()
    faulty = ["2026-08-29,charge,2026-08", "2026-08-29,run,2026-09", "2026-08-29,load,broken"]
    (folder / "broken").mkdir()
    (folder / "broken" / "readings.csv").write_text(
        "account_number,serial,zone,value,taken_on,source\n180000001,A-1,one,12x,2026-08-20,imported\n"
    )
    (folder / "plan.csv").write_text("\n".join([*plan[:2], *faulty, *plan[2:]]), encoding="utf-8")
    lines = played(folder, code=1)
    problems = [(one["file"], one["line"], one["field"]) for one in lines if "error" in one]
    assert problems == [("plan.csv", 3, "do"), ("plan.csv", 4, "period"), ("broken/readings.csv", 2, "value")]
    assert len(bills(lines)) == 6


@pytest.mark.req("S8")
def test_files_are_judged_by_the_played_day(folder: Path) -> None:
    """A reading of next year is refused today and taken when it is next year in the play."""
    (folder / "later").mkdir()
    (folder / "later" / "readings.csv").write_text(
        "account_number,serial,zone,value,taken_on,source\n180000001,A-1,one,1400,2031-02-20,imported\n"
    )
    with (folder / "plan.csv").open("a", encoding="utf-8") as plan:
        plan.write("2026-10-03,load,later\n2031-02-21,load,later\n")
    refused = [one for one in played(folder, code=1) if "error" in one]
    assert {(one["file"], one["field"]) for one in refused} == {("later/readings.csv", "taken_on")}


def test_nothing_is_left_behind(folder: Path) -> None:
    played(folder)
    with psycopg.connect(address_of("DATABASE_URL")) as admin:
        mark = f"rehearsal_{os.getpid()}%"
        assert admin.execute("select datname from pg_database where datname like %s", [mark]).fetchall() == []
        assert admin.execute("select rolname from pg_roles where rolname like %s", [mark]).fetchall() == []


def test_a_plan_without_a_row_to_play_needs_no_server(tmp_path: Path) -> None:
    (tmp_path / "plan.csv").write_text("day,do\n")
    (problem,) = played(tmp_path, code=1)
    assert (problem["file"], problem["line"], problem["field"]) == ("plan.csv", 1, "what")
