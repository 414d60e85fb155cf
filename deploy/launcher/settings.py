"""Which settings `./cabinet up` passes on from its own environment: those that the process's settings class declares.

The classes are read from their source, because importing a service to ask it would load the whole service.
"""

import ast
import difflib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from deploy.launcher.host.paths import ROOT

BASE = "chassis/settings.py"
OWN = frozenset({"DATABASE_URL", "DATABASE_DIRECT_URL", "MIGRATION_DATABASE_URL", "AMQP_URL", "HEALTH_HOST",
                 "HEALTH_PORT", "PARTNERS_FILE", "IDENTITY_KEY", "IDENTITY_KEYS"})  # fmt: skip
"""What the launcher decides itself; DATABASE_URL and AMQP_URL of the caller are the administrator's addresses."""
TEST_SWITCHES = frozenset({"FAILPOINT", "CABINET_TEST", "MAILBOX_CAP"})
"""Read by test code and simulators outside of any settings class; every process gets them."""
LAUNCHER = frozenset({"CABINET_HOME", "AMQP_MANAGEMENT_URL", "CABINET_SECRETS_DIR", *OWN})
"""What the launcher and the tests read themselves, so no reason for a warning."""
ALIKE = 0.85


@cache
def declared(files: tuple[str, ...]) -> frozenset[str]:
    """Returns the settings that the classes in these files declare, those of the chassis included."""
    return frozenset(name for file in (BASE, *files) for name in _names(ROOT / file))


def everywhere() -> frozenset[str]:
    """Returns the settings of all processes."""
    found = [*ROOT.glob("services/**/settings.py"), *ROOT.glob("gateway/settings.py")]
    return declared(tuple(sorted(str(path.relative_to(ROOT)) for path in found)))


def from_caller(files: tuple[str, ...], given: Mapping[str, str]) -> dict[str, str]:
    """Returns what of the caller's environment goes to a process whose settings classes are in these files."""
    wanted = (declared(files) - OWN) | TEST_SWITCHES
    return {name: value for name, value in given.items() if name in wanted}


def unknown(given: Iterable[str]) -> dict[str, str]:
    """Returns the variables that look like settings and are none: by name, the setting that may be meant or ""."""
    known = everywhere() | TEST_SWITCHES | LAUNCHER
    families = _families(known)
    strange = {}
    for name in given:
        if name in known:
            continue
        near = difflib.get_close_matches(name, known, 1, ALIKE)
        if near or name.partition("_")[0] in families:
            strange[name] = near[0] if near else ""
    return strange


def _families(known: Iterable[str]) -> set[str]:
    """First words that only our settings use, such as BANK and FISCAL; SESSION belongs to desktops as well."""
    first = [name.partition("_")[0] for name in known if "_" in name]
    return {word for word in first if first.count(word) > 1} - {"SESSION", "LOG", "DATABASE", "MAX", "PASSWORD"}


def _names(path: Path) -> Iterable[str]:
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ClassDef) and node.name.endswith("Settings"):
            for field in node.body:
                if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
                    yield field.target.id.upper()
