"""`./cabinet import FOLDER`: load the supplier's CSV files into billing and readings (docs/import.md).

Both check everything before either loads; loading the same folder again changes nothing.
"""

import argparse
import subprocess
import sys
from pathlib import Path

from contracts.supply import FORMS
from deploy.local.paths import ROOT
from deploy.local.processes import WORKERS
from deploy.local.progress import Progress, SetupError
from deploy.local.system import System, locate


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, help="with accounts.csv, meters.csv, ...")
    parser.add_argument("--check", action="store_true", help="only say whether the files would load")


def run(given: argparse.Namespace) -> int:
    folder: Path = given.folder.resolve()
    if not folder.is_dir():
        raise SetupError(f"there is no folder {folder}; give the one with the supplier's CSV files")
    found = locate(Progress())
    found.prepare_databases()
    shared = any((folder / form.file_name).exists() for form in FORMS if "readings" in form.takers)
    takers = ["billing", "readings"] if shared else ["billing"]
    steps = [(taker, True) for taker in takers] if given.check or shared else []
    steps += [] if given.check else [(taker, False) for taker in takers]
    return next((code for taker, check in steps if (code := _load(found, taker, folder, check))), 0)


def _load(found: System, taker: str, folder: Path, check: bool) -> int:
    """The service's own command, with its own database; its words go to the terminal."""
    service = next(process for process in WORKERS if process.name == taker)
    command = [sys.executable, "-m", f"services.{taker}", "import", str(folder), *["--check"] * check]
    print(f"{taker}: {'checking' if check else 'loading'}", flush=True)
    return subprocess.run(command, cwd=ROOT, env=found.environment(service), check=False).returncode
