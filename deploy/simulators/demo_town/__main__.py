"""`python -m deploy.simulators.demo_town FOLDER [--accounts N] [--seed N] [--today DATE]`: writes the CSV files."""

import argparse
import sys
from datetime import date, datetime
from pathlib import Path

from deploy.simulators.demo_town.files import write_town
from wording.moscow import MOSCOW


def main() -> None:
    parser = argparse.ArgumentParser(prog="demo_town", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--accounts", type=int, default=300)
    parser.add_argument("--seed", type=int, default=354)
    parser.add_argument("--today", type=date.fromisoformat, default=datetime.now(MOSCOW).date())
    given = parser.parse_args()

    def progress(done: int) -> None:
        sys.stderr.write(f"\r{done} of {given.accounts} households")

    write_town(given.folder, given.seed, given.accounts, given.today, progress)
    sys.stderr.write("\n")


main()
