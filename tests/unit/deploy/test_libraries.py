"""Images and the launcher install what pyproject.toml declares for their kind, and nothing of another kind."""

import re
from importlib.metadata import PackageNotFoundError, distribution

import pytest
from packaging.requirements import Requirement

from deploy.libraries import libraries, locked, normal, supported


def names(*sets: str) -> set[str]:
    return {line.split("==")[0].split("[")[0] for line in libraries(*sets)}


def test_the_gateway_has_no_database_and_no_nameko() -> None:
    assert names("gateway") & {"sqlalchemy", "psycopg", "alembic", "nameko", "eventlet"} == set()
    assert {"flask", "pika", "pydantic"} <= names("gateway")


def test_what_the_system_runs_on_excludes_the_tests() -> None:
    assert "pytest" not in names("run")
    assert names("run") < names("test")
    assert names("service", "auth") < names("run")


def pins(*sets: str) -> dict[str, str]:
    """Versions by name, of the list that is installed."""
    return dict(re.findall(r"^([A-Za-z0-9._-]+)==([^ ;\\\n]+)", locked(*sets), re.MULTILINE))


def test_each_library_is_installed_by_the_hashes_of_its_files() -> None:
    for requirement in re.split(r"\n(?=[a-z])", locked("test")):
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", requirement), requirement


@pytest.mark.parametrize("kind", ["service", "gateway", "jobs", "mailbox", "sandbox", "run", "test"])
def test_the_list_has_all_that_the_libraries_need(kind: str) -> None:
    """As the installed libraries say of themselves: they are installed without looking for what else they need."""
    given = pins(kind)
    for name in given:
        try:
            needs = [Requirement(line) for line in distribution(name).requires or ()]
        except PackageNotFoundError:
            continue  # of another platform
        missing = {normal(need.name) for need in needs if need.marker is None or need.marker.evaluate({"extra": ""})}
        assert missing - given.keys() == set(), f"{name} needs more; run ./cabinet lock"


def test_the_lock_fits_what_is_declared() -> None:
    given = pins("test")
    for line in libraries("test"):
        wanted = Requirement(line)
        assert wanted.specifier.contains(given[normal(wanted.name)]), f"{line}: run ./cabinet lock"


def test_the_installer_is_locked_as_well_and_brings_nothing() -> None:
    assert set(pins("installer")) == {"uv"}
    assert "uv" not in pins("run")


def test_an_unknown_set_is_refused() -> None:
    with pytest.raises(KeyError, match="nonsense"):
        libraries("nonsense")


@pytest.mark.parametrize(("version", "good"), [((3, 10), False), ((3, 11), True), ((3, 13), True), ((3, 14), False)])
def test_an_unsupported_python_is_refused(version: tuple[int, int], good: bool) -> None:
    assert supported(version) is good
