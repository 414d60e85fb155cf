"""Alembic's way in."""

from chassis.migrations import run_environment
from services.feedback.models import Base

run_environment(Base.metadata)
