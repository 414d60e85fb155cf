"""The attack is what it says: each of its files exists, and all of them belong to what CI runs."""

from deploy.development.attack import EVERYTHING
from deploy.development.check import COMPUTING, WAITING
from deploy.launcher.host.paths import ROOT


def test_each_part_of_the_attack_exists_and_runs_in_ci() -> None:
    groups = [word for _, words in (*COMPUTING, *WAITING) for word in words if word.startswith("tests/")]
    assert [name for name in EVERYTHING if not (ROOT / name).exists()] == []
    assert [name for name in EVERYTHING if not any(name.startswith(group) for group in groups)] == []
