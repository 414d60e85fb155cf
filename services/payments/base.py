"""The base of this service's tables: moments have a zone, whole numbers hold any sum of kopecks."""

from datetime import datetime

from sqlalchemy import BigInteger, DateTime, Text

from chassis.database import tables


class Table(tables.Base):
    """payments' own metadata."""


Table.registry.update_type_annotation_map({datetime: DateTime(timezone=True), str: Text(), int: BigInteger()})
