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
SERVERS = {"postgres", "rabbitmq", "proxy", "clamav"}
JOBS = {"keys", "databases", "topology", "town", "partner", "paper", "rotate"} | {
    f"{name}-migrations" for name in SERVICES
}
SECRETS = {"BANK_PASSWORD", "BANK_CALLBACK_TOKEN", "SECRET_KEY", "DATA_KEYS", "LETTER_KEYS"}
"""In containers these come as files (CABINET_SECRETS_DIR)."""
ONLY_HERE = {"TRUSTED_PROXIES", "TRUSTED_HOSTS", "BUS_TRUST", "CLAMD_URL", "MAINTENANCE_FILE"}
"""Behind the proxy, beside ClamAV; what the launcher takes from its caller."""
IMAGES = {name: container for name, container in CONTAINERS.items() if "args" in container.get("build", {})}


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
    assert given - ONLY_HERE == set(process.settings) - SECRETS


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


NEEDS = {
    "databases": {"postgres", *SERVICES, "printer", "databases", "town", "partner", "paper", "rotate"}
    | {f"{name}-{what}" for name in SERVICES for what in ("relay", "migrations")},
    "bus": {"rabbitmq", *SERVICES, "printer", "partners", "gateway", "topology", "town", "partner", "rotate"}
    | {f"{name}-relay" for name in SERVICES},
    "pages": {"proxy", "gateway", "bank-sandbox", "mailbox"},
    "door": {"proxy"},
    "bank": {"payments", "bank-sandbox"},
    "mail": {"notifications", "mailbox"},
    "scanner": {"feedback", "clamav"},
    "updates": {"clamav"},
}
"""Who shares a network, and so can be connected to."""


@pytest.mark.parametrize("network", NEEDS)
def test_a_network_joins_those_who_need_it(network: str) -> None:
    joined = {name for name, container in CONTAINERS.items() if network in container.get("networks", ())}
    spare = {f"{name}-migrations" for name in SERVICES} if network == "bus" else set()
    assert joined - spare == NEEDS[network]


def test_no_container_is_on_a_network_that_is_not_named_here() -> None:
    assert COMPOSE["networks"].keys() == NEEDS.keys()
    closed = {name for name, network in COMPOSE["networks"].items() if (network or {}).get("internal")}
    assert {"databases", "bus", "pages", "scanner"} <= closed, "no way out, and none in"
    for name, container in CONTAINERS.items():
        assert container.get("networks") or container.get("network_mode") == "none", name


@pytest.mark.parametrize("name", CONTAINERS)
def test_a_container_is_bounded(name: str) -> None:
    container = CONTAINERS[name]
    assert container["cap_drop"] == ["ALL"]
    assert container["security_opt"] == ["no-new-privileges:true"]
    assert container["mem_limit"] and container["pids_limit"]
    assert container["logging"]["options"].keys() == {"max-size", "max-file"}
    assert container.get("read_only") or name == "rabbitmq", "its image writes its configuration"
    if name not in SERVERS and name not in ("keys", "rotate"):
        assert "cap_add" not in container


def test_consoles_without_a_login_are_for_this_machine_alone() -> None:
    published = [port for container in CONTAINERS.values() for port in container.get("ports", ())]
    assert sorted(port for port in published if not port.startswith("127.0.0.1:")) == ["8080:80", "8443:443"]


def test_a_server_that_has_moved_is_found_at_the_next_attempt() -> None:
    """eventlet's own resolver keeps an address for as long as the name server lets it, Docker's for ten minutes."""
    assert "EVENTLET_NO_GREENDNS=yes" in (ROOT / "deploy/images/python.Dockerfile").read_text(encoding="utf-8")


def test_a_new_password_reaches_every_holder() -> None:
    """The job that rotates writes what the job that makes the secrets writes."""
    written = {str(volume) for volume in CONTAINERS["keys"]["volumes"]}
    assert written < {str(volume) for volume in CONTAINERS["rotate"]["volumes"]}
