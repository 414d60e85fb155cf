"""What `up --reload` notices."""

import os
from pathlib import Path

import pytest

from deploy.launcher import changes


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(changes, "ROOT", tmp_path)
    for name in ("gateway/templates/home.html", "services/auth/service.py", "services/billing/service.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x", encoding="utf-8")
    return tmp_path


def test_a_changed_template_and_a_new_module_are_seen_once(project: Path) -> None:
    watch = changes.Watch(["gateway", "services/auth", "services/billing"])
    assert watch.changed() == set()
    os.utime(project / "gateway/templates/home.html", ns=(1, 1))
    (project / "services/auth/new.py").write_text("y", encoding="utf-8")
    assert watch.changed() == {"gateway", "services/auth"}
    assert watch.changed() == set()


def test_a_removed_file_is_seen_and_other_files_are_not(project: Path) -> None:
    watch = changes.Watch(["services/billing"])
    (project / "services/billing/notes.tmp").write_text("y", encoding="utf-8")
    assert watch.changed() == set()
    (project / "services/billing/service.py").unlink()
    assert watch.changed() == {"services/billing"}
