"""The committed reference pages equal the generated ones, and each setting has a meaning."""

import re

import pytest

from deploy.development import rpc_page, settings_page, slo_rules
from tests.architecture.source import files


@pytest.mark.parametrize("written", [rpc_page, settings_page, slo_rules], ids=lambda module: module.__name__)
def test_a_committed_page_is_the_generated_one(written: object) -> None:
    """`./cabinet docs` writes it anew."""
    assert written.PAGE.read_text(encoding="utf-8") == written.page()  # type: ignore[attr-defined]


def test_every_setting_has_its_meaning() -> None:
    named = [(group.title, one) for group in settings_page.groups() for one in group.settings]
    assert [f"{title}: {one.name}" for title, one in named if not one.meaning] == [], (
        "say in a docstring under the field what it is"
    )


def test_what_is_read_without_a_class_is_on_the_page() -> None:
    pattern = re.compile(r"os\.environ(?:\.get\(|\[)\"([A-Z_]+)\"|\benv\.get\(\"([A-Z_]+)\"")
    read = {one or other for path in files() for one, other in pattern.findall(path.read_text(encoding="utf-8"))}
    of_the_system = {"PATH", "PSYCOPG_WAIT_FUNC"}
    assert {name for name in read - of_the_system if f"`{name}`" not in settings_page.page()} == set()
