"""Images and the launcher install what pyproject.toml declares for their kind, and nothing of another kind."""

import pytest

from deploy.libraries import libraries, supported


def names(*sets: str) -> set[str]:
    return {line.split("==")[0].split("[")[0] for line in libraries(*sets)}


def test_the_gateway_has_no_database_and_no_nameko() -> None:
    assert names("gateway") & {"sqlalchemy", "psycopg", "alembic", "nameko", "eventlet"} == set()
    assert {"flask", "pika", "pydantic"} <= names("gateway")


def test_what_the_system_runs_on_excludes_the_tests() -> None:
    assert "pytest" not in names("run")
    assert names("run") < names("test")
    assert names("service", "auth") < names("run")


def test_an_unknown_set_is_refused() -> None:
    with pytest.raises(KeyError, match="nonsense"):
        libraries("nonsense")


@pytest.mark.parametrize(("version", "good"), [((3, 10), False), ((3, 11), True), ((3, 13), True), ((3, 14), False)])
def test_an_unsupported_python_is_refused(version: tuple[int, int], good: bool) -> None:
    assert supported(version) is good
