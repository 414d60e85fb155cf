"""`python -m tests.support.model`: plays random households with the product and compares every bill with the model.

Needs DATABASE_URL of a PostgreSQL administrator, or starts a private server.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from tests.support.model.compare import Summary, compare
from tests.support.model.facts import Month
from tests.support.model.files import write
from tests.support.model.lives import KINDS, town
from tests.support.model.play import play
from tests.support.model.rates import Rates, late_rates


def month(text: str) -> Month:
    year, number = text.split("-")
    return int(year) * 12 + int(number) - 1


def town_against_model(
    folder: Path, seed: int, households: int, start: Month, months: int, kinds: list[str] | None = None
) -> Summary:
    """Draw, play and compare one town."""
    end = start + months - 1
    homes, rates = town(seed, households, start, end, kinds), Rates(late_rates(seed, start, end))
    write(folder, homes, rates, start, end)
    return compare(homes, play(folder, homes, start, end), start, end, rates)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.support.model", description=__doc__)
    parser.add_argument("--households", type=int, default=1000)
    parser.add_argument("--months", type=int, default=18)
    parser.add_argument("--start", type=month, default=month("2025-05"), help="the first month (default 2025-05)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kind", action="append", choices=list(KINDS), help="only households of this kind")
    parser.add_argument("--show", type=int, default=20, help="differences that are printed")
    parser.add_argument("--keep", type=Path, help="a folder for the files of the play")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = asked.keep or Path(temporary) / "town"
        summary = town_against_model(folder, asked.seed, asked.households, asked.start, asked.months, asked.kind)
    for difference in summary.differences[: asked.show]:
        sys.stdout.write(f"{difference}\n")
    for line in summary.lines():
        sys.stdout.write(f"seed {asked.seed}: {line}\n")
    return 1 if summary.differences else 0


if __name__ == "__main__":
    sys.exit(main())
