"""`./cabinet import FOLDER`: load the supplier's CSV files into billing and readings (docs/import.md).

Both load at the same time and keep it only when both can; loading the same folder again changes nothing.
"""

import argparse
from pathlib import Path

from contracts.supply import FORMS
from deploy.launcher.host.progress import Progress
from deploy.launcher.processes import WORKERS
from deploy.launcher.system import locate
from deploy.provisioning.errors import SetupError
from intake.coordinator import load_together


def run(given: argparse.Namespace) -> int:
    folder: Path = given.folder.resolve()
    if not folder.is_dir():
        raise SetupError(f"there is no folder {folder}; give the one with the supplier's CSV files")
    found = locate(Progress())
    found.prepare_databases()
    given_names = {path.stem for path in folder.iterdir()}
    shared = any(form.name in given_names for form in FORMS if "readings" in form.takers)
    takers = ["billing", "readings"] if shared else ["billing"]
    environments = {worker.name: found.environment(worker) for worker in WORKERS if worker.name in takers}
    return load_together(folder, environments, check=given.check)
