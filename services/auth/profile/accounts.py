"""Additional accounts: «добавить лицевой счет», «удалить», and a name of one's own for each (M4.2.3, M5.1)."""

from uuid import UUID

from sqlalchemy.orm import Session

from chassis.clock import Clock
from chassis.database import audit
from chassis.database.sessions import Database
from chassis.errors import Refusal
from chassis.events import outbox
from contracts.auth import AccountLinked, AccountUnlinked, Alias, NewAccount, Profile
from contracts.wire import AccountRef
from services.auth.forms.account_numbers import clean
from services.auth.forms.field_errors import field, one_line
from services.auth.models import KnownAccount, LinkedAccount, User
from services.auth.ownership.proof import Policy, check_given, proven
from services.auth.profile.show import show_profile
from services.auth.settings import AuthSettings
from services.auth.throttling.throttle import Gate, enter

MOST = 50
"""Linked accounts of one person; every page asks for all of them."""


def link_account(
    database: Database, user_id: UUID, request: NewAccount, clock: Clock, settings: AuthSettings
) -> Profile:
    """Add an account that the supplier has; trying numbers and proofs out is slowed down, by person and by account."""
    policy = settings.ownership_proof
    with field("account_number"):
        number = clean(request.account_number)
    with field("proof"):
        check_given(policy, request.proof)
    with database.transaction() as session:
        enter(session, clock.now(), Gate("link:user", str(user_id)), Gate("link:account", number))
    with database.transaction() as session:
        refusal = _why_not(session, session.get_one(User, user_id), number, policy, request.proof)
        if refusal is not None:
            audit.record(session, clock.now(), "link_account", "refused", subject=user_id, account=number)
    if refusal is not None:
        raise refusal
    with database.transaction() as session:
        user = session.get_one(User, user_id, with_for_update=True)
        if any(link.number == number for link in user.accounts):
            raise _already_linked()
        user.accounts.append(LinkedAccount(number=number, primary=False, linked_at=clock.now()))
        user.version += 1
        event = AccountLinked(
            user_id=str(user.id), account_number=number, primary=False, email=user.email, version=user.version
        )
        outbox.add(session, event, number)
        audit.record(session, clock.now(), "link_account", subject=user_id, account=number)
        return show_profile(session, user_id, clock)


def unlink_account(session: Session, user_id: UUID, request: AccountRef, clock: Clock) -> Profile:
    """Take an additional account off; the primary one stays as long as the cabinet does."""
    user = session.get_one(User, user_id, with_for_update=True)
    link = _linked(user, request.account_number)
    if link.primary:
        raise Refusal("primary_account", "Основной лицевой счёт удалить нельзя.", "account_number")
    user.accounts.remove(link)
    user.version += 1
    event = AccountUnlinked(user_id=str(user.id), account_number=link.number, version=user.version)
    outbox.add(session, event, link.number)
    audit.record(session, clock.now(), "unlink_account", subject=user_id, account=link.number)
    session.flush()
    return show_profile(session, user_id, clock)


def rename_account(session: Session, user_id: UUID, request: Alias, clock: Clock) -> Profile:
    """Give the account a name such as «Дача»; an empty one removes it."""
    user = session.get_one(User, user_id)
    _linked(user, request.account_number).alias = one_line(request.alias) or None
    return show_profile(session, user_id, clock)


def _why_not(session: Session, user: User, number: str, policy: Policy, proof: str | None) -> Refusal | None:
    """Where a proof is asked for, an unknown account and a wrong proof are not told apart."""
    if any(link.number == number for link in user.accounts):
        return _already_linked()
    known = session.get(KnownAccount, number)
    if known is not None and known.open and len(user.accounts) < MOST and proven(session, policy, number, proof):
        return None
    if policy == "none":
        message = "Добавить этот лицевой счёт не удалось. Сверьте номер с квитанцией или обратитесь в службу поддержки."
        return Refusal("account_not_linked", message, "account_number")
    message = "Подтвердить, что этот лицевой счёт Ваш, не удалось. Сверьте данные со счётом или обратитесь в поддержку."
    return Refusal("ownership_not_proven", message, "proof")


def _already_linked() -> Refusal:
    return Refusal("account_already_linked", "Этот лицевой счёт уже добавлен.", "account_number")


def _linked(user: User, number: str) -> LinkedAccount:
    link = next((link for link in user.accounts if link.number == number), None)
    if link is None:
        raise Refusal("account_not_linked", "Такого лицевого счёта нет среди ваших.", "account_number")
    return link
