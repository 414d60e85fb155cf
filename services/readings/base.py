"""The base of this service's tables: moments have a zone, texts have no made-up length."""

from datetime import datetime

from sqlalchemy import DateTime, Text

from chassis.database import tables


class Base(tables.Base):
    """readings' own metadata."""


Base.registry.update_type_annotation_map({datetime: DateTime(timezone=True), str: Text()})
