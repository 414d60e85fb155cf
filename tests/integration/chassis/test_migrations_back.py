"""Every migration has a way back: down to nothing and up again, the tables are the same."""

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine, text

from deploy.launcher.host.paths import ROOT
from tests.support.server_pool import Databases

SERVICES = sorted(path.parent.name for path in (ROOT / "services").glob("*/migrations"))
_LEFT = text(
    """
    select c.relname::text from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relname not like '%alembic_version%'
    union all
    select p.proname || '()' from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where n.nspname = 'public' and not exists (
        select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
    order by 1
    """
)


def objects(connection: Connection) -> list[str]:
    found = list(connection.scalars(_LEFT))
    connection.commit()
    return found


@pytest.mark.parametrize("service", SERVICES)
def test_down_to_nothing_and_up_again(service: str, database_factory: Databases) -> None:
    engine = create_engine(database_factory().migration_url)
    config = Config()
    config.set_main_option("script_location", str(ROOT / "services" / service / "migrations"))
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        before = objects(connection)
        command.downgrade(config, "base")
        assert objects(connection) == []
        command.upgrade(config, "head")
        assert objects(connection) == before
    engine.dispose()
