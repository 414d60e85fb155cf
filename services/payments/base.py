"""The base of payments' tables."""

from chassis.database import tables


class Table(tables.Base):
    """The metadata of payments."""
