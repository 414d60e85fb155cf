"""Who may know whom. The walls between packages are in `.importlinter`; here is what it cannot say."""

import shutil
import subprocess
import sys
from pathlib import Path

from deploy.launcher.host.paths import ROOT
from tests.architecture.source import files, imported, named

CLIENT_SIDE = {"rpc.client", "rpc.contract", "settings", "errors", "context"} | {
    f"telemetry.{part}" for part in ("logs", "health", "metrics")
}
BROKER_LIBRARIES = {"eventlet", "nameko", "kombu", "amqp", "pika"}


def test_the_packages_keep_to_their_walls() -> None:
    program = shutil.which("lint-imports", path=str(Path(sys.executable).parent))
    assert program, "import-linter is not installed"
    done = subprocess.run([program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


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


def test_facts_leave_through_the_outbox_only() -> None:
    """nameko's dispatcher publishes outside the transaction: a crash between the two loses the fact."""
    guilty = {named(path) for path in files() if any("EventDispatcher" in name for name in imported(path))}
    assert guilty == set()


def test_no_service_is_called_by_its_module_path() -> None:
    """Tools reach a service over the wire or its command line; pure rules and the partners' office are libraries."""
    guilty = {
        f"{named(path)} imports {name}"
        for path in files("deploy")
        for name in imported(path)
        if name.startswith("services.") and not name.startswith(("services.billing.rules", "services.partners_bridge"))
    }
    assert guilty == set()
