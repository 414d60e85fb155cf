"""The base of billing's tables."""

from chassis.database import tables


class Base(tables.Base):
    """The metadata of billing."""
