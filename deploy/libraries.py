"""`python deploy/libraries.py SET ...`: the libraries that a kind of process needs, as pyproject.toml declares them.

SET is `run` (everything the system runs on), `test` (that and the tests' own), or extras of pyproject.toml. Images and
the launcher install the list with `pip install -c requirements.lock`, so that one lock file fixes all versions.
Standard library only: it runs before anything is installed.
"""

import re
import sys
import tomllib
from pathlib import Path
from typing import Any

TESTS_ONLY = "test"


def libraries(*sets: str) -> list[str]:
    """The requirement lines of the sets, with what every process needs.

    Raises KeyError for a set that pyproject.toml does not have.
    """
    project = _project()
    extras: dict[str, list[str]] = project["optional-dependencies"]
    wanted: set[str] = set(project["dependencies"])
    for name in sets:
        if name in ("run", TESTS_ONLY):
            chosen = [extra for extra in extras if name == TESTS_ONLY or extra != TESTS_ONLY]
        else:
            chosen = [name]
        wanted.update(line for extra in chosen for line in extras[extra])
    return sorted(wanted)


def supported(version: tuple[int, int]) -> bool:
    """Whether pyproject.toml's `requires-python`, a range such as ">=3.11,<3.14", has this version."""
    lowest, beyond = (
        tuple(map(int, bound.split("."))) for bound in re.findall(r"[\d.]+", _project()["requires-python"])
    )
    return lowest <= version < beyond


def _project() -> dict[str, Any]:
    text = Path(__file__).parents[1].joinpath("pyproject.toml").read_text(encoding="utf-8")
    project: dict[str, Any] = tomllib.loads(text)["project"]
    return project


if __name__ == "__main__":
    if not supported(sys.version_info[:2]):
        sys.exit(
            f"Python {sys.version.split()[0]} is not supported: requires-python is {_project()['requires-python']}"
        )
    print("\n".join(libraries(*sys.argv[1:])))
