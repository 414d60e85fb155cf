"""The base of auth's models: every moment is stored with its zone."""

from datetime import datetime

from sqlalchemy import DateTime

from chassis.database import tables


class Base(tables.Base):
    """auth's own metadata."""


Base.registry.update_type_annotation_map({datetime: DateTime(timezone=True)})
