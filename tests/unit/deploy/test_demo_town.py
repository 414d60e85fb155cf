"""The town of the demonstration is the same from the same seed and agrees with itself."""

import csv
from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest

from deploy.launcher.host.paths import ROOT
from deploy.simulators.demo_town.files import COLUMNS, last_closed, write_town
from tests.support.facts import EDITIONS

TODAY = date(2026, 11, 23)


def _town(folder: Path, count: int = 60, seed: int = 354) -> dict[str, list[dict[str, str]]]:
    write_town(folder, seed, count, TODAY, lambda _: None)
    files = {}
    for file in folder.glob("*.csv"):
        with file.open(encoding="utf-8") as lines:
            files[file.stem] = list(csv.DictReader(lines))
    return files


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, str]]]:
    return _town(tmp_path_factory.mktemp("town"))


def test_the_same_seed_gives_the_same_files(tmp_path: Path, town: dict[str, list[dict[str, str]]]) -> None:
    assert _town(tmp_path / "again") == town
    assert _town(tmp_path / "other", seed=1)["accounts"] != town["accounts"]


def test_a_larger_town_begins_with_the_same_households(tmp_path: Path, town: dict[str, list[dict[str, str]]]) -> None:
    assert _town(tmp_path / "larger", count=80)["accounts"][:60] == town["accounts"]


@pytest.mark.req("S5")
@pytest.mark.parametrize(
    "file", ["deploy/simulators/demo_town/data/policy.csv", "docs/examples/rehearsal/start/policy.csv"]
)
def test_the_days_of_bills_are_those_of_the_shipped_policy(file: str) -> None:
    """Review 17: the files showed bills by the 5th a month later than the law has it."""
    with Path(ROOT, file).open(encoding="utf-8") as lines:
        given = list(csv.DictReader(lines))
    for name in ("publish_day", "due_day"):
        since = [(row["from"], int(row["value"])) for row in given if row["name"] == name and row["from"] >= "2026"]
        shipped = [(row["since"], row["value"]) for row in EDITIONS[name] if row["since"] >= "2026"]
        assert since == shipped, name


def test_the_cast_has_every_kind_of_account(town: dict[str, list[dict[str, str]]]) -> None:
    zones = {row["account_number"]: row["zones"] for row in town["meters"]}
    assert [zones.get(f"18011111{n}") for n in range(1, 5)] == ["one", "day+night", "peak+semi+night", None]
    assert {row["account_number"] for row in town["notices"]} == {"180111116"}
    four_digits = [row for row in town["readings"] if row["account_number"] == "180111117"]
    assert int(four_digits[-1]["value"]) < int(four_digits[0]["value"]), "the four-digit meter has rolled over"


def test_last_closed_period_has_readings_but_no_charges(town: dict[str, list[dict[str, str]]]) -> None:
    assert last_closed(TODAY) == "2026-10"
    assert max(row["period"] for row in town["charges"]) == "2026-09"
    assert any(row["taken_on"].startswith("2026-10") for row in town["readings"])
    assert len({row["period"] for row in town["charges"]}) == 24


def test_a_charge_is_volume_times_price(town: dict[str, list[dict[str, str]]]) -> None:
    for row in town["charges"]:
        assert int(row["volume"]) * int(row["price_kopecks"]) == int(row["amount_kopecks"])


def test_charged_volumes_follow_the_readings(town: dict[str, list[dict[str, str]]]) -> None:
    charged: dict[str, int] = defaultdict(int)
    shown = defaultdict(list)
    for row in town["charges"]:
        charged[row["account_number"]] += int(row["volume"])
    for row in town["readings"]:
        shown[row["account_number"]].append(int(row["value"]))
    plain = shown["180111111"]
    assert plain == sorted(plain)
    assert plain[-2] - plain[0] <= charged["180111111"] <= plain[-1]


def test_columns_are_those_of_the_import(town: dict[str, list[dict[str, str]]]) -> None:
    for name, columns in COLUMNS.items():
        assert list(town[name][0]) == columns.split(",")
