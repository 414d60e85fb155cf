"""A service's module, a relay and an operator's command load none of the libraries of the running container.

import-linter holds the same for the imports that it sees; here the modules are really loaded, each in a new process.
"""

import subprocess
import sys

import pytest

from tests.architecture.source import ROOT, files, named

SERVICES = [
    named(path).removesuffix(".py").replace("/", ".") for path in files("services") if path.name == "service.py"
]
COMMANDS = [
    "chassis.process.command_line",
    "chassis.process.dead_letter_commands",
    "chassis.events.relay",
    "chassis.events.republish",
    "chassis.database.migrations",
]
PROBE = """
import importlib, sys
importlib.import_module(sys.argv[1])
print(*sorted({"eventlet", "kombu", "amqp", "nameko"} & sys.modules.keys()))
"""


@pytest.mark.parametrize("module", [*SERVICES, *COMMANDS])
def test_importing_it_loads_neither_eventlet_nor_nameko(module: str) -> None:
    command = [sys.executable, "-W", "error::DeprecationWarning:eventlet", "-c", PROBE, module]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=120)
    assert (done.stdout.strip(), done.stderr) == ("", "")


def test_every_service_is_looked_at() -> None:
    assert len(SERVICES) >= 7, SERVICES
