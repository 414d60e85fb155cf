"""«Кто ещё видит этот счёт»: the owner sees who else has linked the account, puts them out and lets them in again.

The owner of an account is the cabinet whose primary one it is. Others are shown with a masked address, which family
recognises and which tells strangers nothing.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from chassis.database import audit
from chassis.errors import Refusal
from chassis.events import outbox
from chassis.telemetry.masking import masked_email
from contracts.auth import AccountShared, AccountUnlinked, Viewer, ViewerRef, Viewers
from contracts.wire import AccountRef
from services.auth.models import LinkedAccount, UnwelcomeViewer, User
from services.auth.work import AuthWork, customer_id


def list_viewers(work: AuthWork, request: AccountRef) -> Viewers:
    """Everybody else who sees the account or was put out; refuses `account_not_linked` to who is not its owner."""
    _require_owner(work, request.account_number)
    return _viewers(work.session, request.account_number)


def remove_viewer(work: AuthWork, request: ViewerRef) -> Viewers:
    """Take the account from that cabinet, by letter, and keep it from linking the account again."""
    session, number = work.session, request.account_number
    owner = _require_owner(work, number)
    viewer = _user(session, request.viewer_id)
    link = next((one for one in viewer.accounts if one.number == number and not one.primary), None) if viewer else None
    if viewer is not None and link is not None:
        viewer.accounts.remove(link)
        viewer.version += 1
        event = AccountUnlinked(
            user_id=str(viewer.id), account_number=number, version=viewer.version, detached_email=viewer.email
        )
        outbox.add(session, event, number)
        kept_out = insert(UnwelcomeViewer).values(account_number=number, user_id=viewer.id, since=work.now)
        session.execute(kept_out.on_conflict_do_nothing())
        audit.record(session, work.now, "remove_viewer", subject=owner, account=number, viewer=str(viewer.id))
        session.flush()
    return _viewers(session, number)


def admit_viewer(work: AuthWork, request: ViewerRef) -> Viewers:
    """Let a cabinet that was put out link the account again; it is not linked by that."""
    session, number = work.session, request.account_number
    owner = _require_owner(work, number)
    user = _user(session, request.viewer_id)
    if user is not None:
        out = UnwelcomeViewer.account_number == number, UnwelcomeViewer.user_id == user.id
        session.execute(delete(UnwelcomeViewer).where(*out))
        audit.record(session, work.now, "admit_viewer", subject=owner, account=number, viewer=str(user.id))
    return _viewers(session, number)


def unwelcome(session: Session, number: str, user_id: UUID) -> bool:
    """Whether the account's owner has put the person out."""
    return session.get(UnwelcomeViewer, (number, user_id)) is not None


def tell_owner(session: Session, viewer: User, number: str, now: datetime) -> None:
    """Publish to the owner of the account, if it has one, that another cabinet sees it from now on."""
    owned = select(User).join(LinkedAccount).where(LinkedAccount.number == number, LinkedAccount.primary)
    owner = session.scalars(owned).one_or_none()
    if owner is not None and owner.id != viewer.id:
        _publish(session, owner, viewer, number, now)


def tell_new_owner(session: Session, owner: User, now: datetime) -> None:
    """Publish to a new owner who has been seeing the account already."""
    number = owner.primary_account
    linked = select(User).join(LinkedAccount).where(LinkedAccount.number == number, LinkedAccount.user_id != owner.id)
    for viewer in session.scalars(linked.order_by(User.id)):
        _publish(session, owner, viewer, number, now)


def _publish(session: Session, owner: User, viewer: User, number: str, now: datetime) -> None:
    event = AccountShared(
        user_id=str(owner.id),
        account_number=number,
        email=owner.email,
        viewer_id=str(viewer.id),
        viewer_email=masked_email(viewer.email),
        since=now,
    )
    outbox.add(session, event, number)


def _viewers(session: Session, number: str) -> Viewers:
    seeing = (
        select(User.id, User.email, LinkedAccount.linked_at)
        .join(LinkedAccount, LinkedAccount.user_id == User.id)
        .where(LinkedAccount.number == number, LinkedAccount.primary.is_(False))
        .order_by(LinkedAccount.linked_at, User.id)
    )
    out = (
        select(User.id, User.email, UnwelcomeViewer.since)
        .join(UnwelcomeViewer, UnwelcomeViewer.user_id == User.id)
        .where(UnwelcomeViewer.account_number == number)
        .order_by(UnwelcomeViewer.since, User.id)
    )
    return Viewers(
        account_number=number,
        viewers=[
            Viewer(viewer_id=str(user), email=masked_email(email), since=since, removed=removed)
            for rows, removed in ((seeing, False), (out, True))
            for user, email, since in session.execute(rows)
        ],
    )


def _require_owner(work: AuthWork, number: str) -> UUID:
    user_id = customer_id(work)
    link = work.session.get(LinkedAccount, (user_id, number))
    if link is None or not link.primary:
        raise Refusal(
            "account_not_linked",
            "Кто ещё видит счёт, показано только в кабинете, где этот счёт основной.",
            "account_number",
        )
    return user_id


def _user(session: Session, text: str) -> User | None:
    try:
        return session.get(User, UUID(text), with_for_update=True)
    except ValueError:
        return None
