"""The command line of every service lists all its commands and loads only what a command needs."""

import subprocess
import sys

import pytest

from chassis.process import command_line
from deploy.launcher.host.paths import ROOT

COMMON = {"run", "relay", "migrate", "dead-letters", "republish"}
OWN = {
    "services.auth": {
        "create-staff",
        "reset-staff",
        "reseal",
        "disable-staff",
        "list-staff",
        "issue-token",
        "list-token",
        "revoke-token",
    },
    "services.billing": {"import", "run-period", "publish-period"},
    "services.billing.printer": set(),
    "services.feedback": set(),
    "services.notifications": {"bounces"},
    "services.payments": set(),
    "services.readings": {"import"},
}


def answer(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", *words], cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("package", OWN)
def test_the_help_lists_every_command(package: str) -> None:
    shown = answer(package, "--help")
    assert (shown.returncode, shown.stderr) == (0, "")
    listed = {line.split()[0] for line in shown.stdout.splitlines() if line.startswith("    ") and line.split()}
    assert COMMON | OWN[package] <= listed


@pytest.mark.parametrize(("package", "command"), [(package, name) for package in OWN for name in sorted(OWN[package])])
def test_the_help_of_a_command_tells_its_arguments(package: str, command: str) -> None:
    shown = answer(package, command, "--help")
    assert shown.returncode == 0, shown.stderr
    assert f"usage: python -m {package} {command}" in shown.stdout


def test_what_a_command_does_not_need_is_not_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    program = command_line.Program("tests.unit.chassis", "nowhere:Service", "nowhere:Settings")
    assert command_line._parser(program, "relay").parse_args(["relay"]).command
    assert program.name == "chassis"
