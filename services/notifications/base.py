"""The base of notifications' tables."""

from chassis.database import tables


class Base(tables.Base):
    """The metadata of notifications."""
