"""Alembic's way in."""

from chassis.migrations import run_environment
from services.payments import models

run_environment(models.Payment.metadata)
