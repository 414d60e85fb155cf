"""The base of billing's models: every moment is stored with its zone, money and volumes are whole numbers."""

from datetime import datetime

from sqlalchemy import DateTime

from chassis.database import tables


class Base(tables.Base):
    """billing's own metadata."""


Base.registry.update_type_annotation_map({datetime: DateTime(timezone=True)})
