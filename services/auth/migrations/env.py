"""Alembic's way in."""

from chassis.database.migrations import run_environment
from services.auth import models

run_environment(models.KnownAccount.metadata)
