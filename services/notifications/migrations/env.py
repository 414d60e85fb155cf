"""Alembic's way in."""

from chassis.database.migrations import run_environment
from services.notifications import models

run_environment(models.Letter.metadata)
