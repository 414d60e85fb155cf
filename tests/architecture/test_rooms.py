"""Every service has the same files, so that who knows one knows all."""

import pytest

from contracts.services import SERVICES
from deploy.launcher.host.paths import ROOT
from tests.architecture.source import tree

ROOMS = ("__init__.py", "__main__.py", "service.py", "models.py", "settings.py", "migrations", "README.md")
ENTRY_LINES = 15


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_has_its_rooms(service: str) -> None:
    missing = [room for room in ROOMS if not (ROOT / "services" / service / room).exists()]
    assert missing == []


@pytest.mark.parametrize("service", SERVICES)
def test_the_readme_tells_what_a_service_owns_and_says(service: str) -> None:
    text = (ROOT / "services" / service / "README.md").read_text(encoding="utf-8").lower()
    assert [word for word in ("owns", "publish", "consume") if word not in text] == []


@pytest.mark.parametrize("service", SERVICES)
def test_the_way_in_only_starts_the_runner(service: str) -> None:
    module = tree(ROOT / "services" / service / "__main__.py")
    assert (module.body[-1].end_lineno or 0) <= ENTRY_LINES


def test_there_is_no_room_for_everything() -> None:
    guilty = [
        str(path.relative_to(ROOT))
        for folder in ("contracts", "chassis", "intake", "wording", "services", "gateway", "deploy")
        for path in (ROOT / folder).rglob("*.py")
        if path.stem in {"utils", "util", "helpers", "helper", "common", "misc", "manager"}
    ]
    assert guilty == []
