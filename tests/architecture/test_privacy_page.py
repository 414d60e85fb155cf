"""docs/privacy.md covers every table and names settings that exist."""

import re

import pytest

from chassis.database.tables import mechanism
from deploy.launcher.host.paths import ROOT
from intake.tables import metadata as packages

PAGE = (ROOT / "docs" / "privacy.md").read_text(encoding="utf-8")
pytestmark = pytest.mark.req("M1.2")


def code(pattern: str, file: str) -> set[str]:
    """What the pattern finds in all services' files of that name."""
    found = (ROOT / "services").rglob(file)
    return {name for path in found for name in re.findall(pattern, path.read_text(encoding="utf-8"), re.MULTILINE)}


def test_each_table_has_its_decision() -> None:
    tables = code(r'__tablename__ = "(\w+)"', "models.py") | set(mechanism.tables) | set(packages.tables)
    assert len(tables) > 60
    named = set(re.findall(r"`([a-z_]+)(?:\.[a-z_]+)?`", PAGE)) - {"data_officer", "data_location", "data_processors"}
    assert tables - named == set(), "say in docs/privacy.md what becomes of it"
    assert named - tables == set(), "the page speaks of what is no table"


def test_each_term_can_be_set_as_it_says() -> None:
    known = code(r"^    (\w+): int = Field", "settings.py") | {"audit_days"}
    settings = {name.lower() for name in re.findall(r"`([A-Z]+_[A-Z_]+)`", PAGE)} - {
        "cabinet_secrets_dir",
        "supplier_file",
    }
    assert len(settings) > 8
    assert settings - known == set()
