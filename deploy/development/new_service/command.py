"""Writes a new service that starts, answers its audit trail and passes the checks: contract, folder, and its lines in
the lists that cannot be derived. Prints what is left to do."""

import argparse
import re
from pathlib import Path
from string import Template

from deploy.development.new_service.lists import LISTS
from deploy.launcher.host.paths import ROOT
from deploy.provisioning.errors import SetupError

TEMPLATES = Path(__file__).parent / "templates"
FILES = {
    "contract": "contracts/$name.py",
    "package": "services/$name/__init__.py",
    "main": "services/$name/__main__.py",
    "service": "services/$name/service.py",
    "settings": "services/$name/settings.py",
    "models": "services/$name/models.py",
    "environment": "services/$name/migrations/env.py",
    "migration": "services/$name/migrations/versions/0001_first.py",
    "readme": "services/$name/README.md",
}
"""Template and the file that it becomes."""
LEFT = """
Left to do:
  contracts/flows.py            consumers of its events
  docker-compose.yml            settings, when it has required ones
  pyproject.toml                an extra, when it needs libraries of its own
  gateway/staff/words/audit.py  its name in the audit trail
  docs/privacy.md               what becomes of its tables
  docs/architecture.md          the picture
  ./cabinet docs                writes docs/rpc.md and docs/settings.md anew
"""


def run(given: argparse.Namespace) -> int:
    for path in create(ROOT, given.name):
        print(path.relative_to(ROOT))
    print(LEFT)
    return 0


def create(root: Path, name: str) -> list[Path]:
    """Writes the files and returns their paths. Raises SetupError for a name that cannot be used; then nothing is
    written."""
    if not re.fullmatch(r"[a-z]{3,20}", name):
        raise SetupError(f"{name!r} is not one lower-case English word of 3 to 20 letters")
    if (root / "services" / name).exists() or (root / "contracts" / f"{name}.py").exists():
        raise SetupError(f"there is something called {name} already")
    words = {"name": name, "Name": name.capitalize()}
    written = {root / Template(to).substitute(words): _text(template, words) for template, to in FILES.items()}
    written |= {root / file: add((root / file).read_text(encoding="utf-8"), name) for file, add in LISTS.items()}
    for path, text in written.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return list(written)


def _text(template: str, words: dict[str, str]) -> str:
    return Template((TEMPLATES / f"{template}.txt").read_text(encoding="utf-8")).substitute(words)
