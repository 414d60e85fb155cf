"""The tables of packages in the database of a service that loads files."""

from typing import Any

from sqlalchemy import Boolean, Column, DateTime, Index, Integer, LargeBinary, MetaData, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from chassis.database.tables import NAMING

metadata = MetaData(naming_convention=NAMING)


def _moment(name: str, **options: Any) -> Column[Any]:
    return Column(name, DateTime(timezone=True), **options)


packages = Table(
    "packages",
    metadata,
    Column("id", Text, primary_key=True),
    Column("content", Text, nullable=False, comment="sha256 of all files"),
    Column("files", JSONB, nullable=False, comment="[{name, size}]"),
    Column("takers", ARRAY(Text), nullable=False),
    Column("sender", Text, nullable=False),
    Column("actor_id", Text),
    Column("actor_role", Text, nullable=False, server_default="", comment="of who sent it, for limits of one person"),
    Column("state", Text, nullable=False, comment="receiving, waiting, checked, loaded, refused"),
    Column("progress", JSONB, comment="the last step: {phase, file, count}"),
    Column("applied", JSONB, nullable=False),
    Column("faults", JSONB, nullable=False, comment="of a waiting one: why it will be refused"),
    Column(
        "remarks", JSONB, nullable=False, server_default="[]", comment="lines that were taken otherwise than they say"
    ),
    Column("tries", Integer, nullable=False, server_default="0", comment="how often its work was begun"),
    _moment("sent_at", nullable=False),
    _moment("finished_at"),
)
Index("ix_packages_sent_at", packages.c.sent_at)

package_parts = Table(
    "package_parts",
    metadata,
    Column("package_id", Text, primary_key=True),
    Column("file", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

package_votes = Table(
    "package_votes",
    metadata,
    Column("package_id", Text, primary_key=True),
    Column("taker", Text, primary_key=True),
    Column("accepted", Boolean, nullable=False),
)
