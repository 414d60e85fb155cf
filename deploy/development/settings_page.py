"""The page docs/settings.md: the settings classes of all processes.

The classes are read as source text, so that no process's libraries are needed and no default is computed here.
"""

import ast
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from deploy.launcher.host.paths import ROOT

PAGE = ROOT / "docs" / "settings.md"
HEAD = """# Settings

Every process reads its settings from the environment and from files named in lower case in the folder
`CABINET_SECRETS_DIR`; the environment wins. A process with a missing or wrong setting does not start and prints the
name. `./cabinet up` sets what it can (ports, addresses, passwords) and passes on what you set. `./cabinet docs` writes
this page from the settings classes.
"""
READERS = {
    "chassis/settings.py:ProcessSettings": (
        "Every process",
        "Services, relays, the printer, the bridge and the gateway",
    ),
    "chassis/settings.py:ServiceSettings": ("Every service", "Services, their relays and migrations, the printer"),
    "services/partners_bridge": ("Partner bridge", "The process `partners`"),
    "services/billing/printer": ("Printer", "The process `printer`"),
    "gateway": ("Gateway", "The process `gateway`"),
}
"""Title and readers of a class, by file and name or by folder; any other folder below services/ is that service."""
WITHOUT_A_CLASS = """
## Read without a settings class

| name | read by | meaning |
|---|---|---|
| `CABINET_SECRETS_DIR` | every process | folder with one file for each secret setting, named in lower case |
| `CABINET_HOME` | launcher | folder of the launcher's own state instead of `.cabinet` |
| `DATABASE_URL`, `AMQP_URL` | launcher | servers to use instead of those that the launcher would install |
| `AMQP_MANAGEMENT_URL` | launcher | address of RabbitMQ's management API, when it is not beside the broker |
| `BROKER_FOR_PARTNERS` | `partner` command in containers | the broker's address as partners reach it |
| `MAILBOX_CAP` | mailbox simulator | letters that the mailbox keeps |
| `BANK_PASSWORD`, `BANK_TOKEN`, `BANK_CALLBACK_TOKEN` | bank sandbox | its secrets, when not given as options |
| `HELM` | `verify-deploy` | the program helm, when it is not on the path |
| `CABINET_TEST`, `FAILPOINT` | tests only | with `CABINET_TEST=1` a process exits at the named failpoint |
"""
SHOWN_LIMITS = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "less than", "pattern": "matches"}


@dataclass(frozen=True, slots=True)
class Setting:
    """One field of a settings class. `default` is None for a setting that must be given."""

    name: str
    kind: str
    default: str | None
    limits: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Group:
    """The settings of one class, with the processes that read them."""

    title: str
    readers: str
    settings: tuple[Setting, ...]


def groups() -> list[Group]:
    """All settings classes of the processes that run in production, the chassis' first."""
    services = sorted((ROOT / "services").rglob("*.py"))
    files = [ROOT / "chassis" / "settings.py", *services, ROOT / "gateway" / "settings.py"]
    return [group for file in files for group in _groups(file) if group.settings]


def _groups(file: Path) -> Iterator[Group]:
    text = file.read_text(encoding="utf-8")
    if "Settings):" not in text:
        return
    where = str(file.relative_to(ROOT))
    for node in ast.parse(text).body:
        if isinstance(node, ast.ClassDef) and any(ast.unparse(base).endswith("Settings") for base in node.bases):
            title, readers = _heading(where, node.name)
            yield Group(title, readers, tuple(_settings(node)))


def _heading(where: str, name: str) -> tuple[str, str]:
    for place, heading in READERS.items():
        if f"{where}:{name}" == place or where.startswith(f"{place}/"):
            return heading
    service = where.split("/")[1]
    return service, f"The service `{service}` and its commands"


def _settings(node: ast.ClassDef) -> Iterator[Setting]:
    for field, after in zip(node.body, [*node.body[1:], None], strict=True):
        if not isinstance(field, ast.AnnAssign) or not isinstance(field.target, ast.Name):
            continue
        default, limits = _default(field.value)
        docstring = isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant) and str(after.value.value)
        meaning = " ".join(docstring.split()) if docstring else ""
        yield Setting(field.target.id.upper(), ast.unparse(field.annotation), default, limits, meaning)


def _default(value: ast.expr | None) -> tuple[str | None, str]:
    """The default as source text, and the limits that `Field` gives."""
    if value is None:
        return None, ""
    if not isinstance(value, ast.Call) or ast.unparse(value.func) != "Field":
        return ast.unparse(value), ""
    given = {word.arg: ast.unparse(word.value) for word in value.keywords if word.arg}
    limits = [f"{shown} {_limit(given[name])}" for name, shown in SHOWN_LIMITS.items() if name in given]
    positional = ast.unparse(value.args[0]) if value.args else None
    return given.get("default", given.get("default_factory", positional)), ", ".join(limits)


def _limit(source: str) -> str:
    """`24 * 60` as 1440; a pattern as it is written."""
    if source.startswith(("'", '"')):
        return f"`{ast.literal_eval(source)}`"
    return str(math.prod(float(part) for part in source.split(" * "))).removesuffix(".0")


def page() -> str:
    """The page's text."""
    return HEAD + "".join(_section(group) for group in groups()) + WITHOUT_A_CLASS


def _section(group: Group) -> str:
    rows = "\n".join(
        f"| `{one.name}` | {_cell(one.default)} | {_kind(one)} | {_bars(one.meaning)} |" for one in group.settings
    )
    head = "| name | default | value | meaning |\n|---|---|---|---|"
    return f"\n## {group.title}\n\n{group.readers}.\n\n{head}\n{rows}\n"


def _cell(default: str | None) -> str:
    if default is None:
        return "**required**"
    plain = default.strip("'\"")
    return "—" if plain in ("None", "") else f"`{_bars(plain)}`"


def _kind(one: Setting) -> str:
    kind = one.kind.removesuffix(" | None").replace("Literal", "one of ")
    return _bars(f"{kind}, {one.limits}" if one.limits else kind)


def _bars(text: str) -> str:
    return text.replace("|", "\\|")
