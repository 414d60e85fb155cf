"""docker-compose.yml and deploy/launcher/processes.py declare the same system, and each image holds what it imports."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from contracts.services import SERVICES
from deploy.launcher.host.paths import ROOT
from deploy.launcher.processes import STAGES, Process
from tests.architecture.source import PACKAGES, imported

COMPOSE: dict[str, dict[str, Any]] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
CONTAINERS: dict[str, dict[str, Any]] = COMPOSE["services"]
PROCESSES = {process.name: process for stage in STAGES for process in stage}
SERVERS = {"postgres", "rabbitmq", "proxy"}
JOBS = {"keys", "databases", "topology", "town", "partner"} | {f"{name}-migrations" for name in SERVICES}
SECRETS = {"BANK_PASSWORD", "BANK_CALLBACK_TOKEN", "SECRET_KEY", "DATA_KEYS"}
"""In containers these come as files (CABINET_SECRETS_DIR)."""
PROXIED = {"TRUSTED_PROXIES"}
"""Only behind the proxy."""
IMAGES = {name: container for name, container in CONTAINERS.items() if "build" in container}


def folders(container: dict[str, Any]) -> list[Path]:
    return [ROOT / name for name in container["build"]["args"]["FOLDERS"].split()]


def sources(container: dict[str, Any]) -> set[Path]:
    found = folders(container)
    return {path for folder in found for path in ([folder] if folder.is_file() else folder.rglob("*.py"))}


def module(name: str) -> Path | None:
    """The file of a module or package of ours; None for a name inside a module."""
    base = ROOT / name.replace(".", "/")
    if (base / "__init__.py").exists():
        return base / "__init__.py"
    return base.with_suffix(".py") if base.with_suffix(".py").exists() else None


def test_both_declare_the_same_processes() -> None:
    assert CONTAINERS.keys() - SERVERS - JOBS == PROCESSES.keys()


@pytest.mark.parametrize("process", PROCESSES.values(), ids=lambda process: process.name)
def test_a_process_is_started_by_the_same_module(process: Process) -> None:
    container = CONTAINERS[process.name]
    words = " ".join([*map(str, container.get("entrypoint", [])), str(container.get("command", ""))])
    started = process.command.split()[2]
    assert started in words
    if process.service:
        assert words.split()[-2:] == process.command.split()[2:]


@pytest.mark.parametrize("process", PROCESSES.values(), ids=lambda process: process.name)
def test_a_process_gets_the_same_settings(process: Process) -> None:
    given = set(CONTAINERS[process.name].get("environment") or {})
    assert given - PROXIED == set(process.settings) - SECRETS


@pytest.mark.parametrize("name", IMAGES)
def test_an_image_holds_what_its_sources_import(name: str) -> None:
    inside = sources(IMAGES[name])
    missing = set()
    for path in inside:
        for one in imported(path):
            if one.split(".")[0] in PACKAGES:
                found = module(one) or module(one.rpartition(".")[0])
                missing |= {f"{path.relative_to(ROOT)} imports {one}"} if found not in inside else set()
    assert missing == set()


@pytest.mark.parametrize("name", IMAGES)
def test_an_image_names_folders_that_exist(name: str) -> None:
    assert [folder for folder in folders(IMAGES[name]) if not folder.exists()] == []
