"""The base of auth's tables."""

from chassis.database import tables


class Base(tables.Base):
    """The metadata of auth."""
