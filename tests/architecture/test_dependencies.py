"""pyproject.toml declares for each kind of process what it imports, and nothing that nobody imports."""

import re
import sys
from collections.abc import Iterable
from importlib.metadata import packages_distributions

import pytest

from deploy.launcher.host.paths import ROOT
from deploy.libraries import libraries
from tests.architecture.source import PACKAGES, files, imported

KINDS = {
    "service": ("chassis", "services", "intake"),
    "auth": ("services/auth",),
    "billing": ("services/billing/rules",),
    "printer": ("services/billing/printer",),
    "payments": ("services/payments",),
    "notifications": ("services/notifications",),
    "feedback": ("services/feedback",),
    "gateway": ("gateway", "chassis"),
    "jobs": ("deploy/operations/containers",),
    "sandbox": ("deploy/simulators/bank_sandbox", "deploy/simulators/demo"),
    "mailbox": ("deploy/simulators/mailbox",),
}
"""The extras of the images and the folders whose imports they serve."""
NOT_IMPORTED = {
    "tzdata": "the time zones that zoneinfo reads where the system has none",
    "gunicorn": "the gateway's server, started by its name",
    "greenlet": "eventlet's, held at a version that has wheels",
    "werkzeug": "nameko's, held at a version that nameko works with",
    "psycopg": "SQLAlchemy's driver, named in addresses",
}
TRANSITIVE = {"werkzeug": {"flask"}, "jinja2": {"flask"}, "markupsafe": {"flask", "jinja2"}}
"""A library that comes with another one and belongs to its interface."""
MODULES = packages_distributions()


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def declared(*extras: str) -> set[str]:
    """The distributions that pyproject.toml names for these extras, those of every process included."""
    return {normal(re.split(r"[=\[<>~!]", line)[0]) for line in libraries(*extras)}


def used(folders: Iterable[str]) -> set[str]:
    """The distributions that the folders import; the standard library and our own packages are left out."""
    found = set()
    for path in files(*{folder.split("/")[0] for folder in folders}):
        if any(path.is_relative_to(ROOT / folder) for folder in folders):
            found |= {name.split(".")[0] for name in imported(path)}
    ours = {*PACKAGES, "tests", *sys.stdlib_module_names}
    return {normal(distribution) for module in found - ours for distribution in MODULES.get(module, [module])}


@pytest.mark.parametrize("extra", KINDS)
def test_nothing_is_declared_that_nobody_imports(extra: str) -> None:
    own = declared(extra) - declared()
    assert own - used(KINDS[extra]) - NOT_IMPORTED.keys() == set()


def test_what_every_process_gets_is_used() -> None:
    assert declared() - used(PACKAGES) - NOT_IMPORTED.keys() == set()


@pytest.mark.parametrize("extra", KINDS)
def test_everything_imported_is_declared(extra: str) -> None:
    common = {"service"} if any(folder.startswith("services") for folder in KINDS[extra]) else set()
    known = declared(extra, *common)
    if extra in ("service", "gateway"):  # the chassis is in both images, each needs one side of it
        folders = tuple(folder for folder in KINDS[extra] if folder not in ("services", "chassis"))
    else:
        folders = KINDS[extra]
    missing = used(folders) - known
    assert {name for name in missing if not TRANSITIVE.get(name, set()) & known} == set()


def test_every_extra_is_checked() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    block = text.split("[project.optional-dependencies]")[1].split("\n[")[0]
    assert set(re.findall(r"^(\w+) = \[", block, re.MULTILINE)) - {"test", "installer"} == KINDS.keys()
