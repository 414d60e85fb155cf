"""`python -m tests.architecture.shape`: one line about the size of the code, for the report of a test run."""

import sys
from statistics import median, quantiles

from tests.architecture.source import files, named

MARKER_LINES = 2
"""Files of no more lines only mark a package."""


def lengths(*packages: str) -> dict[str, int]:
    """Lines by file."""
    counted = {named(path): path.read_text(encoding="utf-8").count("\n") for path in files(*packages)}
    return {name: lines for name, lines in counted.items() if lines > MARKER_LINES}


if __name__ == "__main__":
    lines = sorted(lengths().values())
    own, tests = sum(lines), sum(lengths("tests").values())
    sys.stdout.write(
        f"code: {len(lines)} files, lines a file: median {median(lines):.0f}, p90 {quantiles(lines, n=10)[-1]:.0f}, "
        f"longest {lines[-1]}; {own} lines, and {tests} lines of tests\n"
    )
