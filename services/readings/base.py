"""The base of readings' tables."""

from chassis.database import tables


class Base(tables.Base):
    """The metadata of readings."""
