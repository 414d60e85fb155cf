"""`python deploy/libraries.py SET ...`: the libraries that a kind of process needs, with versions and hashes.

SET is `run` (everything the system runs on), `test` (that and the tests' own), or extras of pyproject.toml. Images and
the launcher install the list with `pip install --require-hashes --no-deps -r LIST`: what the index hands out must be
the very files of requirements.lock, which `./cabinet lock` writes. The list has what the libraries need themselves, as
the comments of the lock file tell it. Standard library only: it runs before anything is installed.
"""

import re
import sys
import tomllib
from pathlib import Path
from typing import Any

TESTS_ONLY, INSTALLER = "test", "installer"
LOCK = "requirements.lock"


def libraries(*sets: str) -> list[str]:
    """The requirement lines of the sets, with what every process needs.

    Raises KeyError for a set that pyproject.toml does not have.
    """
    project = _project()
    extras: dict[str, list[str]] = project["optional-dependencies"]
    wanted: set[str] = set() if sets == (INSTALLER,) else set(project["dependencies"])
    for name in sets:
        if name in ("run", TESTS_ONLY):
            chosen = [extra for extra in extras if name == TESTS_ONLY or extra not in (TESTS_ONLY, INSTALLER)]
        else:
            chosen = [name]
        wanted.update(line for extra in chosen for line in extras[extra])
    return sorted(wanted)


def locked(*sets: str) -> str:
    """Returns the part of the lock file with what the sets need, directly or not.

    Raises KeyError when the lock file lacks something that pyproject.toml declares: run `./cabinet lock`.
    """
    entries, needs = _entries()
    found: set[str] = set()
    wanted = [normal(re.split(r"[\[=<>~!; ]", line)[0]) for line in libraries(*sets)]
    while wanted:
        name = wanted.pop()
        if name not in found:
            found.add(name)
            wanted += needs.get(name, ())
    return "".join(entries[name] for name in sorted(found))


def normal(name: str) -> str:
    """Returns a distribution's name as the lock file writes it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _entries() -> tuple[dict[str, str], dict[str, list[str]]]:
    """Returns the requirement with its hashes by name, and what each distribution needs, from `# via` comments."""
    entries: dict[str, str] = {}
    needs: dict[str, list[str]] = {}
    name = ""
    for line in Path(__file__).parents[1].joinpath(LOCK).read_text(encoding="utf-8").splitlines(keepends=True):
        if begun := re.match(r"([A-Za-z0-9._-]+)==", line):
            name = normal(begun[1])
            entries[name] = line
        elif line.lstrip().startswith("--hash="):
            entries[name] += line
        elif by := re.match(r"\s+#\s+(?:via\s+)?([A-Za-z0-9._-]+)", line):
            needs.setdefault(normal(by[1]), []).append(name)
    return entries, needs


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
    print(locked(*sys.argv[1:]), end="")
