"""The models of a service have the columns and types that its migrations have made."""

from importlib import import_module
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine

from deploy.launcher.host.paths import ROOT
from tests.support.server_pool import Databases

SERVICES = ("auth", "billing", "feedback", "readings")  # the others migrate with settings of their own
COLUMNS = {"add_table", "add_column", "remove_column", "modify_type", "modify_nullable"}


def _models(service: str) -> Any:
    """Load every module of models; the metadata of the service."""
    for path in sorted((ROOT / "services" / service).rglob("models.py")):
        found = import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    return found.Base.metadata


@pytest.mark.parametrize("service", SERVICES)
def test_models_and_migrations_agree_on_columns(service: str, database_factory: Databases) -> None:
    metadata = _models(service)
    engine = create_engine(database_factory(service).migration_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True,
                "include_object": lambda _o, _n, _k, reflected, other: not reflected or other is not None,
            },
        )
        found = compare_metadata(context, metadata)
    engine.dispose()
    flat = [one for change in found for one in (change if isinstance(change, list) else [change])]
    assert [one for one in flat if one[0] in COLUMNS] == []
