"""The chassis' tables, the same in every service's database, and the base of a service's models."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, Identity, Index, MetaData, Table, Text, Uuid, func
from sqlalchemy import Column as _Column
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, mapped_column, registry
from sqlalchemy.types import TypeEngine

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

mechanism = MetaData(naming_convention=NAMING)


def _moment(name: str, **options: Any) -> _Column[datetime]:
    return _Column(name, DateTime(timezone=True), **options)


outbox = Table(
    "outbox",
    mechanism,
    _Column("seq", BigInteger, Identity(always=True), primary_key=True),
    _Column("id", Uuid[UUID], nullable=False, unique=True),
    _Column("source", Text, nullable=False),
    _Column("type", Text, nullable=False),
    _Column("subject", Text, nullable=False),
    _Column("body", Text, nullable=False, comment="the event as JSON, verbatim"),
    _Column("headers", JSONB, nullable=False, comment="request and trace ids"),
    _moment("occurred_at", nullable=False, server_default=func.now()),
    _moment("published_at"),
)
# The relay reads waiting rows in order; there is no cursor that a late commit could fall behind.
Index("ix_outbox_waiting", outbox.c.seq, postgresql_where=outbox.c.published_at.is_(None))

inbox = Table(
    "inbox",
    mechanism,
    _Column("handler", Text, primary_key=True),
    _Column("event_id", Text, primary_key=True),
    _moment("received_at", nullable=False, server_default=func.now(), index=True),
)

idempotency_keys = Table(
    "idempotency_keys",
    mechanism,
    _Column("scope", Text, primary_key=True, comment="the method and the caller: a key means nothing elsewhere"),
    _Column("key", Text, primary_key=True),
    _Column("fingerprint", Text, nullable=False, comment="sha256 of the request"),
    _Column("answer", Text, comment="JSON, verbatim"),
    _moment("created_at", nullable=False, server_default=func.now(), index=True),
)

audit = Table(
    "audit",
    mechanism,
    _Column("id", BigInteger, Identity(always=True), primary_key=True),
    _moment("at", nullable=False),
    _Column("action", Text, nullable=False),
    _Column("outcome", Text, nullable=False),
    _Column("actor_id", Text),  # null: a visitor, or one of our own processes
    _Column("actor_role", Text, nullable=False),
    _Column("subject", Text),
    _Column("account_number", Text),
    _Column("ip", Text),
    _Column("request_id", Text),
    _Column("details", JSONB, nullable=False),
)
Index("ix_audit_at_id", audit.c.at, audit.c.id)
for _name in ("action", "actor_id", "actor_role", "subject", "account_number"):
    # Each filter of the page reads its records only, in the order of the page.
    Index(f"ix_audit_{_name}_at_id", audit.c[_name], audit.c.at, audit.c.id)


BigInt = Annotated[int, mapped_column(BigInteger)]
"""A whole number that may exceed 2^31: `Mapped[BigInt]`; `Mapped[int]` is a column of four bytes."""

TYPES: dict[Any, TypeEngine[Any]] = {datetime: DateTime(timezone=True), str: Text()}
"""The column types of the Python types in every service: moments have a zone, texts have no made-up length."""


class Base(DeclarativeBase):
    """Derive one abstract `Base` per service; it gets metadata of its own that includes the mechanism's tables.

    `class Base(tables.Base): ...` and then `class Bill(Base): __tablename__ = "bills"`. Metadata is not shared, so
    that tests may import several services that have tables of the same name.
    """

    __abstract__ = True

    def __init_subclass__(cls, **options: Any) -> None:
        if Base in cls.__bases__:
            if "__tablename__" in cls.__dict__:
                raise TypeError(f"{cls.__name__}: derive an own Base from chassis.database.tables.Base first")
            cls.__abstract__ = True
            cls.registry = cls._sa_registry = registry(
                metadata=MetaData(naming_convention=NAMING), type_annotation_map=TYPES
            )
            cls.metadata = cls.registry.metadata
            for table in mechanism.sorted_tables:
                table.to_metadata(cls.metadata)
        super().__init_subclass__(**options)
