"""Groups of tests beside each other: every one runs, its output comes in one piece, none is left behind."""

import os
from pathlib import Path

import pytest

from deploy.development import lanes
from deploy.development.lanes import Group, beside


def group(name: str, folder: Path, body: str) -> Group:
    file = folder / f"test_{name}.py"
    file.write_text(body)
    return Group(name, ["-p", "no:cacheprovider", "-s", str(file)], dict(os.environ))


def test_lanes_run_beside_each_other_and_each_in_its_order(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """The first of one lane waits for what the first of the other writes."""
    meet = f"""
import pathlib, time
def test_meet():
    print("OUT")
    pathlib.Path("{tmp_path}/NAME").touch()
    while not pathlib.Path("{tmp_path}/OTHER").exists():
        time.sleep(0.05)
"""
    left = group("left", tmp_path, meet.replace("NAME", "l").replace("OTHER", "r").replace("OUT", "left says"))
    right = group("right", tmp_path, meet.replace("NAME", "r").replace("OTHER", "l").replace("OUT", "right says"))
    bad = group("bad", tmp_path, "def test_bad(): assert False\ndef test_good(): pass\n")
    results = {result.name: result for result in beside([[left, bad], [right]], tmp_path)}
    assert {name: result.good for name, result in results.items()} == {"left": True, "right": True, "bad": False}
    assert results["bad"].note == "2 tests, 1 failures"
    out = capfd.readouterr().out
    assert out.index("== left") < out.index("left says") < out.index("== bad")


def test_what_takes_too_long_is_ended_and_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes, "LIMIT_S", 1)
    slow = group("slow", tmp_path, "import time\ndef test_slow(): time.sleep(60)\n")
    (result,) = beside([[slow]], tmp_path)
    assert not result.good and "took longer than 1 s" in result.note
    assert slow.process is not None and slow.process.poll() is not None


def test_an_interruption_leaves_no_group_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("deploy.development.lanes.time.sleep", interrupt)
    slow = group("slow", tmp_path, "import time\ndef test_slow(): time.sleep(60)\n")
    with pytest.raises(KeyboardInterrupt):
        beside([[slow]], tmp_path)
    assert slow.process is not None and slow.process.poll() is not None
