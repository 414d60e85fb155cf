"""Alembic's way in."""

from chassis.database.migrations import run_environment
from services.feedback.models import Base

run_environment(Base.metadata)
