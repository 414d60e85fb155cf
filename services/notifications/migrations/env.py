"""Alembic's way in."""

from chassis.migrations import run_environment
from services.notifications import models

run_environment(models.Letter.metadata)
