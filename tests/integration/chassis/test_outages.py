"""What the server's state causes is an outage, worth a retry, and no defect of the work."""

import time

import pytest
from sqlalchemy import text

from chassis.database.sessions import OUTAGES, make_engine
from tests.support.server_pool import Databases

pytestmark = pytest.mark.req("S3")


def test_a_session_that_the_server_ended_for_idleness_is_an_outage(
    database_factory: Databases,
) -> None:
    """A process without processor time for half a minute: its month's run is begun again instead of reported."""
    engine = make_engine(database_factory().url, "tests", 1)
    with pytest.raises(OUTAGES), engine.begin() as connection:
        connection.execute(text("set local idle_in_transaction_session_timeout = 50"))
        time.sleep(1)
        connection.execute(text("select 1"))
    with engine.begin() as connection:
        assert connection.scalar(text("select 1")) == 1
    engine.dispose()


def test_a_server_that_became_read_only_is_an_outage(database_factory: Databases) -> None:
    engine = make_engine(database_factory().url, "tests", 1)
    with pytest.raises(OUTAGES), engine.begin() as connection:
        connection.execute(text("set transaction read only"))
        connection.execute(text("create table written (id int)"))
    engine.dispose()
