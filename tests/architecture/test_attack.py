"""The attack is what it says: each of its files exists, and all of them belong to what CI runs; a seed draws."""

import pytest

from deploy.development import attack
from deploy.development.attack import EVERYTHING
from deploy.development.check import COMPUTING, WAITING
from deploy.launcher.host.paths import ROOT
from tests.support.sampling import LONG, SEED, drawn

VALUES = list("abcdefgh")


def test_each_part_of_the_attack_exists_and_runs_in_ci() -> None:
    groups = [word for _, words in (*COMPUTING, *WAITING) for word in words if word.startswith("tests/")]
    assert [name for name in EVERYTHING if not (ROOT / name).exists()] == []
    assert [name for name in EVERYTHING if not any(name.startswith(group) for group in groups)] == []


def test_a_seed_repeats_its_draw_and_another_tries_other_values(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(LONG, raising=False)
    seen = set()
    for seed in map(str, range(1, 40)):
        monkeypatch.setenv(SEED, seed)
        draw = drawn(VALUES, 3, "a page", "a field")
        assert draw == drawn(VALUES, 3, "a page", "a field") == sorted(set(draw)) and len(draw) == 3
        seen |= set(draw)
    assert seen == set(VALUES)
    assert len({tuple(drawn(VALUES, 3, place)) for place in range(20)}) > 5, "other places, other values"


def test_the_long_form_and_a_short_list_leave_nothing_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(LONG, raising=False)
    assert drawn(VALUES, 8) == drawn(VALUES, 9) == VALUES
    monkeypatch.setenv(LONG, "1")
    assert drawn(VALUES, 1) == VALUES


def test_the_words_of_the_settings_are_the_commands() -> None:
    assert (attack.SEED, list(attack.ALL)) == (SEED, [LONG])
