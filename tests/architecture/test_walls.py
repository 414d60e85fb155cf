"""Who may know whom. The walls between packages are in `.importlinter`; here is what it cannot say."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.launcher.host.paths import ROOT
from tests.architecture.source import PACKAGES, files, imported, named

CLIENT_SIDE = {"rpc.client", "rpc.identity", "rpc.contract", "settings", "errors", "context"} | {
    f"telemetry.{part}" for part in ("logs", "health", "exposition", "traces")
}
BROKER_LIBRARIES = {"eventlet", "nameko", "kombu", "amqp", "pika"}
CONTAINER_LIBRARIES = BROKER_LIBRARIES - {"pika"}
CONTAINER = {
    *("chassis/amqp/buffered_writes.py", "chassis/amqp/consumer.py"),
    *("chassis/events/batch.py", "chassis/events/handler.py", "chassis/events/retry.py"),
    "chassis/rpc/server.py",
    *(f"chassis/process/{part}.py" for part in ("container", "eventlet_patch", "lifecycle", "timer", "usage")),
}
"""The files that make the running service; with another container they are what is written anew (ADR 1)."""


def test_the_packages_keep_to_their_walls() -> None:
    done = lint_imports(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    program = shutil.which("lint-imports", path=str(Path(sys.executable).parent))
    assert program, "import-linter is not installed"
    return subprocess.run([program, "--no-logo"], cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("file", "line", "contract"),
    [
        ("services/readings/rules/meter.py", "import sqlalchemy", "The decisions of payments and readings"),
        (
            "services/billing/rules/charge/charging.py",
            "from chassis.database import sessions",
            "Rules know no database",
        ),
        ("services/auth/service.py", "from chassis.process import container", "The libraries of the running container"),
        ("services/billing/ledger/balance.py", "from services.billing.bills import models", "Billing is a stack"),
        ("gateway/http/forms/form.py", "from gateway.web import layout", "The gateway is a stack"),
        ("chassis/errors.py", "from chassis.rpc import client", "The chassis is a stack"),
    ],
)
def test_a_planted_import_breaks_its_wall(tmp_path: Path, file: str, line: str, contract: str) -> None:
    """The walls are themselves tested: what they promise to refuse is written into a copy of the tree."""
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__", "static"))
    shutil.copy(ROOT / ".importlinter", tmp_path)
    planted = tmp_path / file
    planted.write_text(f"{planted.read_text(encoding='utf-8')}\n{line}\n", encoding="utf-8")
    done = lint_imports(tmp_path)
    report = " ".join(done.stdout.split())  # a long name is parted from its verdict by a line end
    verdict = re.search(rf"{re.escape(contract)}.*?(KEPT|BROKEN)", report)
    assert verdict, done.stdout + done.stderr
    assert verdict[1] == "BROKEN", done.stdout


def test_the_gateway_uses_the_chassis_client_side_only() -> None:
    """An allow-list, so that a new module of the chassis is out of bounds until somebody decides otherwise."""
    allowed = tuple(f"chassis.{module}." for module in CLIENT_SIDE)
    used = {(named(path), name) for path in files("gateway") for name in imported(path) if name.startswith("chassis.")}
    assert {(file, name) for file, name in used if not f"{name}.".startswith(allowed)} == set()


def test_only_the_chassis_knows_the_broker_libraries() -> None:
    """deploy/ declares the topology with one of them; the domain must survive their replacement."""
    guilty = {
        f"{named(path)} imports {name}"
        for path in files("contracts", "services", "gateway")
        for name in imported(path)
        if name.split(".")[0] in BROKER_LIBRARIES
    }
    assert guilty == set()


def test_the_container_s_libraries_are_known_to_its_files_alone() -> None:
    """An allow-list: eventlet in the inbox, say, would tie the rules of delivery to one way of running."""
    users = {
        named(path) for path in files() if any(name.split(".")[0] in CONTAINER_LIBRARIES for name in imported(path))
    }
    assert users == CONTAINER


def test_an_allowed_module_exists() -> None:
    """A name left behind in an allow-list would let in whatever takes that name later."""
    missing = [name for name in CLIENT_SIDE if not (ROOT / "chassis" / f"{name.replace('.', '/')}.py").exists()]
    assert missing == []


def test_facts_leave_through_the_outbox_only() -> None:
    """nameko's dispatcher publishes outside the transaction: a crash between the two loses the event."""
    guilty = {named(path) for path in files() if any("EventDispatcher" in name for name in imported(path))}
    assert guilty == set()


def test_no_service_is_called_by_its_module_path() -> None:
    """Tools reach a service over the wire or its command line; pure rules and the partners' office are libraries.

    A rehearsal is no tool of a running service: it hosts billing and readings itself, under a clock of its own.
    """
    guilty = {
        f"{named(path)} imports {name}"
        for path in files("deploy")
        if not named(path).startswith("deploy/operations/rehearse/")
        for name in imported(path)
        if name.startswith("services.") and not name.startswith(("services.billing.rules", "services.partners_bridge"))
    }
    assert guilty == set()
