"""Letters are rows first: written with the fact that asks for them, sent afterwards (`sending/`)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.notifications.letter_kinds.content import Wording
from services.notifications.letter_kinds.kind import PURPOSES, Purpose
from services.notifications.models import Letter


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter that a fact asks for. `key` tells facts apart: the same purpose and key is the same letter."""

    purpose: str
    key: str
    email: str
    wording: Wording
    account_number: str | None = None
    user_id: UUID | None = None
    expires_at: datetime | None = None
    secret: str | None = None
    bill: dict[str, Any] | None = None
    unsubscribe: str | None = None
    """Where the reader can turn such letters off (below PUBLIC_URL)."""


_WRITE = insert(Letter.__table__).on_conflict_do_nothing(index_elements=["dedupe_key"])  # type: ignore[arg-type]
_WITHDRAW = text(
    """
    update letters set state = 'expired', secret = null, last_error = 'done before it was sent'
    where account_number = any(:accounts) and purpose = :purpose and state = 'waiting'
      and strpos(dedupe_key, :only) > 0 and not (:but <> '' and strpos(dedupe_key, :but) > 0)
    """
)


def write(session: Session, draft: Draft, now: datetime, sender_domain: str) -> None:
    """Put the letter in the queue, unless this fact has made it already."""
    write_all(session, [draft], now, sender_domain)


def write_all(session: Session, drafts: Sequence[Draft], now: datetime, sender_domain: str) -> None:
    """The same for many, in one statement."""
    rows = [_row(draft, now, sender_domain) for draft in drafts]
    session.execute(_WRITE, rows if len(rows) > 1 else rows[0])
    for draft in drafts:
        if PURPOSES[draft.purpose].supersedes and draft.user_id is not None:
            _drop_superseded(session, draft.purpose, draft.user_id)


def _row(draft: Draft, now: datetime, sender_domain: str) -> dict[str, Any]:
    purpose, identity = PURPOSES[draft.purpose], uuid4()
    return {
        "id": identity,
        "dedupe_key": f"{draft.purpose}:{draft.key}",
        "message_id": f"<{identity}@{sender_domain}>",
        "purpose": draft.purpose,
        "priority": purpose.priority,
        "user_id": draft.user_id,
        "account_number": draft.account_number,
        "email": draft.email,
        "wording": draft.wording.dump(),
        "secret": draft.secret,
        "bill": draft.bill,
        "unsubscribe": draft.unsubscribe,
        "created_at": now,
        "due_at": now,
        "expires_at": draft.expires_at or now + (purpose.lifetime or _no_lifetime(purpose)),
    }


def withdraw_waiting(session: Session, purpose: str, accounts: Sequence[str], *, only: str = "", but: str = "") -> None:
    """What these letters ask for is done. `only` and `but` are parts of the key that they must and must not have."""
    session.execute(_WITHDRAW, {"accounts": list(accounts), "purpose": purpose, "only": only, "but": but})


def drop_waiting(session: Session, purpose: str, user_id: UUID) -> None:
    """The person wants no more of these."""
    unwanted = (Letter.purpose == purpose, Letter.state == "waiting", Letter.user_id == user_id)
    settled = update(Letter).where(*unwanted)
    session.execute(settled.values(state="expired", secret=None, last_error="not wanted any more"))


def readdress(session: Session, user_id: UUID, email: str) -> None:
    """Letters that wait for the person's profile address go to the new one."""
    following = [purpose.name for purpose in PURPOSES.values() if purpose.follows_profile]
    waiting = (Letter.user_id == user_id, Letter.state == "waiting", Letter.purpose.in_(following))
    session.execute(update(Letter).where(*waiting).values(email=email))


def drop_all_waiting(session: Session, user_id: UUID) -> None:
    """Nothing more goes to a person who has left."""
    waiting = update(Letter).where(Letter.user_id == user_id, Letter.state == "waiting")
    session.execute(waiting.values(state="expired", secret=None, last_error="the cabinet was deleted"))


def _drop_superseded(session: Session, purpose: str, user_id: UUID) -> None:
    """An older token is dead already, and events come in any order: whatever does not last longest goes."""
    same = (Letter.purpose == purpose, Letter.user_id == user_id)
    newest = select(func.max(Letter.expires_at)).where(*same).scalar_subquery()
    older = update(Letter).where(*same, Letter.state == "waiting", Letter.expires_at < newest)
    session.execute(older.values(state="expired", secret=None, last_error="superseded by a newer letter"))


def _no_lifetime(purpose: Purpose) -> Any:
    raise ValueError(f"a letter of purpose {purpose.name} needs its own expiry")
