"""Retired names stand in the changelog only: its list "Renamed" is read and the tree is searched for the old names."""

import re
from pathlib import Path

from deploy.launcher.host.paths import ROOT

CHANGELOG = ROOT / "CHANGELOG.md"
RENAMED = dict(re.findall(r"^- `([^`]+)` -> `([^`]+)`", CHANGELOG.read_text(encoding="utf-8"), re.MULTILINE))
SEARCHED = (
    "contracts",
    "chassis",
    "intake",
    "wording",
    "services",
    "gateway",
    "deploy",
    "tests",
    "docs",
    ".ci",
    ".github",
)
KINDS = {".py", ".md", ".yml", ".yaml", ".toml", ".json", ".ini", ".conf", ".j2", ".html", ".sh", ".txt", ".js", ""}
SPARED = {"tests/contract/released.json", "tests/architecture/test_glossary.py"}
"""The first records the titles of schemas as they were released, the second is this file."""


def searched() -> list[Path]:
    """Every text of the project but the changelog and this list's exceptions."""
    inside = [path for folder in SEARCHED for path in (ROOT / folder).rglob("*")]
    texts = [path for path in [*inside, *ROOT.iterdir()] if path.suffix in KINDS and path.is_file()]
    return [path for path in texts if path != CHANGELOG and str(path.relative_to(ROOT)) not in SPARED]


def found(names: set[str], texts: dict[str, str]) -> list[str]:
    """Places where one of the names stands as a whole word: `old name in file:line`."""
    longest_first = sorted(names, key=len, reverse=True)
    word = re.compile(r"(?<!\w)(" + "|".join(re.escape(name) for name in longest_first) + r")(?!\w)")
    return [
        f"{hit[1]} in {file}:{text.count(chr(10), 0, hit.start()) + 1}"
        for file, text in texts.items()
        for hit in word.finditer(text)
    ]


def test_the_list_is_read() -> None:
    assert len(RENAMED) > 40
    assert RENAMED["ticks_total"] == "cabinet_timer_runs_total"


def test_no_retired_name_is_used() -> None:
    texts = {str(path.relative_to(ROOT)): path.read_text("utf-8", errors="replace") for path in searched()}
    assert found(set(RENAMED), texts) == []


def test_the_search_finds_whole_words_only() -> None:
    assert found({"walk"}, {"a.py": "x\nwalk(1)", "b.py": "sidewalk, walks"}) == ["walk in a.py:2"]
