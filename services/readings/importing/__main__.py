"""`python -m services.readings.importing FOLDER_OR_FILES`: load the supplier's CSV files; 1 when they are refused."""

import argparse
import sys
from pathlib import Path

from chassis.clock import Clock
from chassis.database import Database
from chassis.settings import load
from services.readings.importing import __doc__ as columns
from services.readings.importing.load import load_files
from services.readings.importing.problems import ImportRefused
from services.readings.settings import ReadingsSettings


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="services.readings.importing", description=columns, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("paths", nargs="+", type=Path, metavar="FOLDER_OR_FILE")
    paths = parser.parse_args().paths
    database = Database(load(ReadingsSettings).database_url)
    try:
        load_files(database, paths, Clock(), lambda line: print(line, file=sys.stderr, flush=True))  # noqa: T201
    except ImportRefused as refused:
        print(f"Nothing was loaded:\n{refused}", file=sys.stderr)  # noqa: T201
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
