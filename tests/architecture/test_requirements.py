"""The marks of the tests name rows of docs/requirements.md."""

from deploy.development.requirements import read
from deploy.launcher.host.paths import ROOT


def test_every_mark_names_a_row() -> None:
    assert read().unknown == []


def test_the_rows_are_read_whole() -> None:
    rows = read().rows
    text = (ROOT / "docs" / "requirements.md").read_text(encoding="utf-8")
    assert len(rows) == text.count("\n- **") > 60
    assert {"M1.1", "M4.1.12", "M6.1", "S5", "B13", "O1", "O2"} <= set(rows)
