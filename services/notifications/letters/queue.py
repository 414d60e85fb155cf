"""The queue of letters: rows written in the transaction of their event, sent afterwards (`sending/`)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.notifications.letter_kinds.catalogue import KINDS
from services.notifications.letter_kinds.content import LetterContent
from services.notifications.letter_kinds.kind import LetterKind
from services.notifications.models import Letter


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A letter that an event asks for. `key` distinguishes events: the same kind and key is the same letter."""

    kind: str
    """A code of the catalogue."""
    key: str
    email: str
    content: LetterContent
    account_number: str | None = None
    user_id: UUID | None = None
    expires_at: datetime | None = None
    secret: str | None = None
    bill: dict[str, Any] | None = None
    unsubscribe: str | None = None
    """Path below PUBLIC_URL where the reader can turn such letters off."""


_WRITE = insert(Letter.__table__).on_conflict_do_nothing(index_elements=["dedupe_key"])  # type: ignore[arg-type]
_WITHDRAW = text(
    """
    update letters set state = 'expired', secret = null, last_error = 'done before it was sent'
    where account_number = any(:accounts) and purpose = :purpose and state = 'waiting'
      and strpos(dedupe_key, :only) > 0 and not (:but <> '' and strpos(dedupe_key, :but) > 0)
    """
)


def write(session: Session, draft: Draft, now: datetime, sender_domain: str) -> None:
    """Queue the letter, unless it exists already."""
    write_all(session, [draft], now, sender_domain)


def write_all(session: Session, drafts: Sequence[Draft], now: datetime, sender_domain: str) -> None:
    """Queue many letters in one statement."""
    rows = [_row(draft, now, sender_domain) for draft in drafts]
    session.execute(_WRITE, rows if len(rows) > 1 else rows[0])
    for draft in drafts:
        if KINDS[draft.kind].supersedes and draft.user_id is not None:
            _drop_superseded(session, draft.kind, draft.user_id)


def _row(draft: Draft, now: datetime, sender_domain: str) -> dict[str, Any]:
    kind, identity = KINDS[draft.kind], uuid4()
    return {
        "id": identity,
        "dedupe_key": f"{draft.kind}:{draft.key}",
        "message_id": f"<{identity}@{sender_domain}>",
        "purpose": draft.kind,
        "priority": kind.priority,
        "user_id": draft.user_id,
        "account_number": draft.account_number,
        "email": draft.email,
        "wording": draft.content.dump(),
        "secret": draft.secret,
        "bill": draft.bill,
        "unsubscribe": draft.unsubscribe,
        "created_at": now,
        "due_at": now,
        "expires_at": draft.expires_at or now + (kind.lifetime or _no_lifetime(kind)),
    }


def withdraw_waiting(session: Session, kind: str, accounts: Sequence[str], *, only: str = "", but: str = "") -> None:
    """Withdraw letters whose request is fulfilled. Their key must contain `only` and must not contain `but`."""
    session.execute(_WITHDRAW, {"accounts": list(accounts), "purpose": kind, "only": only, "but": but})


def drop_waiting(session: Session, kind: str, user_id: UUID) -> None:
    """Withdraw letters of a kind that the person has turned off."""
    unwanted = (Letter.purpose == kind, Letter.state == "waiting", Letter.user_id == user_id)
    dropped = update(Letter).where(*unwanted)
    session.execute(dropped.values(state="expired", secret=None, last_error="not wanted any more"))


def readdress(session: Session, user_id: UUID, email: str) -> None:
    """Send waiting letters of the person to their new address, if their kind follows the profile."""
    following = [kind.code for kind in KINDS.values() if kind.follows_profile]
    waiting = (Letter.user_id == user_id, Letter.state == "waiting", Letter.purpose.in_(following))
    session.execute(update(Letter).where(*waiting).values(email=email))


def drop_all_waiting(session: Session, user_id: UUID) -> None:
    """Withdraw the waiting letters of a person whose cabinet is deleted, except warnings about its keys."""
    warnings = [kind.code for kind in KINDS.values() if kind.outlives_cabinet]
    unwanted = (Letter.user_id == user_id, Letter.state == "waiting", Letter.purpose.not_in(warnings))
    waiting = update(Letter).where(*unwanted)
    session.execute(waiting.values(state="expired", secret=None, last_error="the cabinet was deleted"))


def _drop_superseded(session: Session, kind: str, user_id: UUID) -> None:
    """Events come in any order: only the letter that expires last has a token that still works."""
    same = (Letter.purpose == kind, Letter.user_id == user_id)
    newest = select(func.max(Letter.expires_at)).where(*same).scalar_subquery()
    older = update(Letter).where(*same, Letter.state == "waiting", Letter.expires_at < newest)
    session.execute(older.values(state="expired", secret=None, last_error="superseded by a newer letter"))


def _no_lifetime(kind: LetterKind) -> Any:
    raise ValueError(f"a letter of kind {kind.code} needs its own expiry")
