"""Idempotency keys: a repeated command returns the first answer and has no second effect."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

from pydantic import BaseModel
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from chassis.database.tables import idempotency_keys as keys
from chassis.errors import Refusal

Answer = TypeVar("Answer", bound=BaseModel)


class Slot:
    """The stored answer of one command."""

    def __init__(self, session: Session, scope: str, key: str, stored: str | None) -> None:
        self._session, self._scope, self._key, self._stored = session, scope, key, stored
        self.replayed = stored is not None
        """Whether the command was done before: return `answer` and do nothing."""

    def answer(self, model: type[Answer]) -> Answer:
        """Returns the answer of the first time."""
        if self._stored is None:
            raise RuntimeError("the command has no stored answer yet: check `replayed` first")
        return model.model_validate_json(self._stored)

    def keep(self, answer: BaseModel) -> None:
        """Store the answer in the transaction of the effect."""
        self._stored = answer.model_dump_json()
        row = update(keys).where(keys.c.scope == self._scope, keys.c.key == self._key)
        self._session.execute(row.values(answer=self._stored))

    @property
    def has_answer(self) -> bool:
        """Whether an answer is stored, from this call or from the first."""
        return self._stored is not None


@contextmanager
def once(session: Session, scope: str, key: str, request: BaseModel) -> Iterator[Slot]:
    """Guard a command: `with once(session, "start_payment:" + user, key, request) as slot: ...`.

    A repetition that runs at the same time waits for the first one to commit, at most for the lock timeout; then the
    call fails as "unavailable". Raises the Refusal "idempotency_conflict" for the same key with another request.
    """
    fingerprint = hashlib.sha256(request.model_dump_json().encode()).hexdigest()
    row = insert(keys).values(scope=scope, key=key, fingerprint=fingerprint).on_conflict_do_nothing()
    inserted = session.execute(row.returning(keys.c.key)).first() is not None
    slot = Slot(session, scope, key, None if inserted else _first_answer(session, scope, key, fingerprint))
    yield slot
    if not slot.has_answer:
        raise RuntimeError(f"{scope}: the answer was not stored, a repetition would find none")


def _first_answer(session: Session, scope: str, key: str, fingerprint: str) -> str | None:
    found = session.execute(
        select(keys.c.fingerprint, keys.c.answer).where(keys.c.scope == scope, keys.c.key == key).with_for_update()
    ).one()
    if found.fingerprint != fingerprint:
        raise Refusal(
            "idempotency_conflict",
            "Этот ключ повторного запроса уже использован с другим содержанием",
            "idempotency_key",
        )
    return str(found.answer)
