"""Services that live in one test process do not see each other's tables."""

import pytest
from sqlalchemy.orm import Mapped, mapped_column

from chassis.database import tables


def test_each_service_has_its_own_metadata_with_the_mechanism() -> None:
    class One(tables.Base): ...

    class Two(tables.Base): ...

    class Bill(One):
        __tablename__ = "bills"
        id: Mapped[int] = mapped_column(primary_key=True)

    assert set(One.metadata.tables) == {"outbox", "inbox", "idempotency_keys", "audit", "bills"}
    assert set(Two.metadata.tables) == {"outbox", "inbox", "idempotency_keys", "audit"}


def test_a_table_directly_on_the_shared_base_is_refused() -> None:
    with pytest.raises(TypeError, match="own Base"):
        type("Bill", (tables.Base,), {"__tablename__": "bills"})
