"""Alembic's entry into this history."""

from chassis.database.migrations import run_environment
from tests.wire.echo.models import Base

run_environment(Base.metadata)
