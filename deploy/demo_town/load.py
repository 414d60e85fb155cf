"""`python -m deploy.demo_town.load`: draw the town, load it through the real import, bill and publish its last month.

Each service is told the address of its own database in `<SERVICE>_DATABASE_URL`.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from deploy.demo_town.files import last_closed, write_town


def main() -> int:
    parser = argparse.ArgumentParser(prog="demo_town.load")
    parser.add_argument("--accounts", type=int, default=300)
    parser.add_argument("--seed", type=int, default=354)
    given = parser.parse_args()
    today = datetime.now(ZoneInfo("Europe/Moscow")).date()
    with tempfile.TemporaryDirectory(prefix="town-") as folder:
        write_town(Path(folder), given.seed, given.accounts, today, lambda _: None)
        steps = (
            ("billing", "services.billing", "import", folder),
            ("readings", "services.readings", "import", folder),
            ("billing", "services.billing", "run-period", last_closed(today)),
            ("billing", "services.billing", "publish-period", last_closed(today)),
        )
        return next((code for code in (_run(*step) for step in steps) if code), 0)


def _run(service: str, module: str, *words: str) -> int:
    """A command of the service, with its own database; its progress goes to the terminal."""
    environment = os.environ | {"DATABASE_URL": os.environ[f"{service.upper()}_DATABASE_URL"]}
    command = [sys.executable, "-m", module, *words]
    return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
