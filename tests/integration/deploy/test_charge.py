"""The calculator as anyone would use it: a real process, JSON lines in and out."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]
pytestmark = pytest.mark.req("S2")

ONE = {"tariff": {"one": ["7.36", "8.10", "12.88"]}, "limits": [3900, 6000]}
METERED = {"kind": "metered", "period": "2025-10", "digits": 5} | ONE
NORM = {"kind": "norm", "period": "2025-11", "tariff": {"one": ["7.36"]}, "norm": 75, "persons": 1}
PENALTY = {"kind": "penalty", "debt_kopecks": 161920, "due": "2025-11-10", "rate": "9.5", "as_of": "2026-11-23"}


def run(*lines: Any) -> tuple[int, list[dict[str, Any]]]:
    text = b"".join((line if isinstance(line, bytes) else json.dumps(line).encode()) + b"\n" for line in lines)
    done = subprocess.run(
        [sys.executable, "-m", "deploy", "charge"], input=text, capture_output=True, cwd=ROOT, timeout=30, check=False
    )
    assert done.stderr == b""
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]


def answer(case: dict[str, Any]) -> dict[str, Any]:
    status, (result,) = run(case)
    assert status == 0, result
    return result


def register(previous: Any, current: Any, **more: Any) -> dict[str, Any]:
    return {"registers": {"one": {"previous": previous, "current": current} | more}}


def test_metered_with_its_lines():
    result = answer({"case": "B01"} | METERED | register(12345, 12565))
    line = {
        "zone": "one",
        "tier": 1,
        "volume": 220,
        "tariff": "7.36",
        "amount_kopecks": 161920,
        "method": "metered",
    }
    assert result == {"case": "B01", "volume": 220, "amount_kopecks": 161920, "vat_kopecks": 26987, "lines": [line]}


@pytest.mark.parametrize(
    ("case", "volume", "amount"),
    [
        (METERED | register("99870", "00035"), 165, 121440),
        (METERED | {"digits": 4} | register(9950, 61), 111, 81696),
        (METERED | register(1000, 9000, estimated=1000) | {"months": 3}, 7000, 5152000),
        (METERED | register(1000, 9000, estimated=1000) | {"limits": [11700, 18000]}, 7000, 5152000),
        (METERED | register(12565, 12901, estimated=416) | {"tariff": {"one": ["7.48"]}}, -80, -59840),
        (METERED | register(10000, 16500), 6500, 5215400),
        (NORM, 75, 55200),
        (NORM | {"multiplier": "1.5"}, 75, 82800),
        (NORM | {"days": [18, 30]}, 45, 33120),
    ],
)
def test_volume_and_amount(case, volume, amount):
    result = answer(case)
    assert (result["volume"], result["amount_kopecks"]) == (volume, amount)
    assert sum(line["amount_kopecks"] for line in result["lines"]) == amount
    assert sum(line["volume"] for line in result["lines"]) == volume


def test_zones_times_tiers():
    zones = {
        "tariff": {"day": ["8.32", "9.15", "14.55"], "night": ["5.89", "6.48", "10.30"]},
        "registers": {"day": {"previous": 10000, "current": 12501}, "night": {"previous": 5000, "current": 6700}},
    }
    result = answer(METERED | {"period": "2025-12"} | zones)
    assert result["amount_kopecks"] == 3104187
    assert [(line["zone"], line["tier"], line["volume"]) for line in result["lines"]] == [
        ("day", 1, 2322),
        ("night", 1, 1578),
        ("day", 2, 179),
        ("night", 2, 122),
    ]


@pytest.mark.parametrize(
    ("history", "month", "volume", "method"),
    [
        ([201, 199, 214, 187, 205, 209], 1, 203, "average"),
        ([201, 199, 214, 187, 205, 209], 3, 203, "average"),
        ([201, 199, 214, 187, 205, 209], 4, 138, "norm"),
        ([150, 170], 1, 138, "norm"),
        ([], 1, 138, "norm"),
    ],
)
def test_average_then_norm(history, month, volume, method):
    months = {"history": {"one": history}, "months_without_readings": month, "norm": 46, "persons": 3}
    result = answer({"kind": "average", "period": "2025-11"} | ONE | months)
    assert (result["volume"], {line["method"] for line in result["lines"]}) == (volume, {method})


def test_the_excess_is_a_line_of_its_own():
    base, excess = answer(NORM | {"multiplier": "1.5"})["lines"]
    assert (base["amount_kopecks"], excess["amount_kopecks"]) == (55200, 27600)
    assert (excess["volume"], excess["method"]) == (0, "multiplier")


@pytest.mark.req("B7")
def test_penalty_of_parts_and_of_what_is_open():
    paid = [{"date": "2026-02-09", "kopecks": 161920}]
    assert answer(PENALTY | {"case": "P05", "payments": paid}) == {"case": "P05", "amount_kopecks": 3195}
    assert answer(PENALTY | {"payments": [], "as_of": "2026-02-08"})["amount_kopecks"] == 3076


@pytest.mark.parametrize(
    ("case", "field"),
    [
        (b"nonsense", "line"),
        (b"\xff\xfe", "line"),
        (b"[" * 100_000, "line"),
        (["not", "an", "object"], "line"),
        ({"period": "2026-10"}, "kind"),
        ({"kind": "guess"}, "kind"),
        (METERED | {"period": "2026-13"}, "period"),
        (METERED | {"period": "1999-12"} | register(1, 2), "period"),
        (METERED | register(1, 100000), "registers.one.current"),
        (METERED | register(-1, 2), "registers.one.previous"),
        (METERED | register(1, 2.5), "registers.one.current"),
        (METERED | register(1, True), "registers.one.current"),
        (METERED | register(1, 2, estimatd=5), "registers.one.estimatd"),
        (METERED | {"registers": {}}, "registers"),
        (METERED | {"registers": {"one": 5}}, "registers.one"),
        (METERED | register(1, 2) | {"tariff": {"one": ["7,36"]}}, "tariff.one[0]"),
        (METERED | register(1, 2) | {"tariff": {"one": [7.36]}}, "tariff.one[0]"),
        (METERED | register(1, 2) | {"tariff": {"one": ["7.365"]}}, "tariff.one[0]"),
        (METERED | register(1, 2) | {"tariff": {"one": ["-1"]}}, "tariff.one[0]"),
        (METERED | register(1, 2) | {"tariff": {"one": []}}, "tariff.one"),
        (METERED | register(1, 2) | {"tariff": {"day": ["7.36"]}}, "tariff.one"),
        (METERED | register(1, 5000) | {"tariff": {"one": ["7.36"]}}, "tariff.one"),
        (METERED | register(1, 2) | {"limits": [6000, 3900]}, "limits"),
        (METERED | register(1, 2) | {"limits": None}, "limits"),
        (METERED | register(1, 2) | {"digits": 0}, "digits"),
        (NORM | {"persons": 0}, "persons"),
        (NORM | {"norm": "many"}, "norm"),
        (NORM | {"multiplier": "0.5"}, "multiplier"),
        (NORM | {"days": [31, 30]}, "days[0]"),
        (NORM | {"days": [1]}, "days"),
        ({"kind": "average", "period": "2025-11", "history": {"one": ["x"]}} | ONE, "history.one[0]"),
        ({"kind": "average", "period": "2025-11", "history": {"one": []}} | ONE, "persons"),
        ({"kind": "average", "period": "2025-11", "history": {"day": [1, 2], "night": [1]}} | ONE, "history"),
        (PENALTY | {"due": "10.11.2025"}, "due"),
        (PENALTY | {"payments": [{"date": "2026-01-01"}]}, "payments[0].kopecks"),
        (PENALTY | {"rate": "high"}, "rate"),
    ],
)
def test_bad_input_names_its_field(case, field):
    named = {"case": "X1"} | case if isinstance(case, dict) else case
    status, (result,) = run(named)
    assert status == 1
    assert result["field"] == field
    assert result["error"].startswith(field)
    assert result["case"] == ("X1" if isinstance(case, dict) else None)


def test_the_run_goes_on_after_an_error():
    good = {"case": "good"} | NORM
    status, results = run(good, {"case": "bad\ud800"}, b"", good)
    assert status == 1
    assert [line["case"] for line in results] == ["good", "bad\ud800", "good"]
    assert "error" in results[1]
    assert results[1]["line"] == 2


def test_it_starts_without_the_weight_of_the_portal():
    loaded = "[m for m in ('nameko', 'pydantic', 'sqlalchemy') if m in sys.modules]"
    heavy = f"import sys, deploy.operations.charge.kinds; print({loaded})"
    done = subprocess.run(
        [sys.executable, "-c", heavy], capture_output=True, cwd=ROOT, timeout=30, check=True, text=True
    )
    assert done.stdout.strip() == "[]"
