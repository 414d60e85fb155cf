"""Alembic's way in."""

from chassis.database.migrations import run_environment
from services.readings.models import Meter

run_environment(Meter.metadata)
