"""What the echo service remembers: one row for each thing that it did."""

from sqlalchemy import Identity
from sqlalchemy.orm import Mapped, mapped_column

from chassis.database import tables


class Base(tables.Base):
    """The echo service's tables."""


class Done(Base):
    __tablename__ = "done"

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    what: Mapped[str]
