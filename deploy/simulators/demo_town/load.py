"""`python -m deploy.simulators.demo_town.load`: loads the town.

Draws it, loads it through the real import, bills and publishes its last month.
Each service gets the address of its own database in `<SERVICE>_DATABASE_URL`.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from datetime import datetime
from pathlib import Path

from deploy.simulators.demo_town.files import last_closed, write_town
from intake.coordinator import load_together
from wording.moscow import MOSCOW


def main() -> int:
    parser = argparse.ArgumentParser(prog="demo_town.load")
    parser.add_argument("--accounts", type=int, default=300)
    parser.add_argument("--seed", type=int, default=354)
    given = parser.parse_args()
    today = datetime.now(MOSCOW).date()
    with tempfile.TemporaryDirectory(prefix="town-") as folder:
        write_town(Path(folder), given.seed, given.accounts, today, lambda _: None)
        if refused := load_together(Path(folder), {name: _environment(name) for name in ("billing", "readings")}):
            return refused
    steps = (_run(verb, last_closed(today)) for verb in ("run-period", "publish-period"))
    return next((code for code in steps if code), 0)


def _run(verb: str, period: str) -> int:
    """A command of billing; its progress goes to the terminal."""
    command = [sys.executable, "-m", "services.billing", verb, period]
    return subprocess.run(command, env=_environment("billing"), check=False).returncode


def _environment(service: str) -> dict[str, str]:
    return os.environ | {"DEMONSTRATION": "1", "DATABASE_URL": os.environ[f"{service.upper()}_DATABASE_URL"]}


if __name__ == "__main__":
    sys.exit(main())
