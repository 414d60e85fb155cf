"""A new service is written whole, and the lists that name services know it."""

import ast
import shutil
from pathlib import Path

import pytest
import yaml

from deploy.development.new_service.command import FILES, create
from deploy.development.new_service.lists import LISTS
from deploy.launcher.host.paths import ROOT
from deploy.provisioning.errors import SetupError
from tests.architecture.test_rooms import ROOMS

BY_HAND = ("contracts/flows.py", "gateway/staff/words/audit.py", "docs/privacy.md", "docs/architecture.md")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for file in LISTS:
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / file, tmp_path / file)
    (tmp_path / "services").mkdir(exist_ok=True)
    return tmp_path


def test_a_new_service_has_its_rooms(project: Path) -> None:
    written = create(project, "tenders")
    assert len(written) == len(FILES) + len(LISTS)
    assert [room for room in ROOMS if not (project / "services" / "tenders" / room).exists()] == []
    for file in written:
        if file.suffix == ".py":
            ast.parse(file.read_text(encoding="utf-8"))


def test_each_list_names_the_new_service_as_often_as_its_model(project: Path) -> None:
    create(project, "tenders")
    for file in LISTS:
        text = (project / file).read_text(encoding="utf-8")
        assert "tenders" in text, file
    composed = yaml.safe_load((project / "docker-compose.yml").read_text(encoding="utf-8"))
    assert {"tenders", "tenders-relay", "tenders-migrations"} <= composed["services"].keys()
    assert composed["services"]["tenders"]["command"] == "services.tenders run"
    assert composed["services"]["tenders"]["build"]["args"]["FOLDERS"].endswith("services/tenders")
    assert "keys-tenders" in composed["volumes"]


def test_what_is_edited_by_hand_stays_within_twelve_files() -> None:
    assert len(LISTS) + len(BY_HAND) <= 12


@pytest.mark.parametrize("name", ["Tenders", "tax-free", "billing", "a"])
def test_a_name_that_cannot_be_used_is_refused(project: Path, name: str) -> None:
    (project / "services" / "billing").mkdir()
    with pytest.raises(SetupError):
        create(project, name)
