"""Additional accounts: «добавить лицевой счет», «удалить», and a name for each (M4.2.3, M5.1)."""

from sqlalchemy.orm import Session

from chassis.database import audit
from chassis.errors import Refusal
from chassis.events import outbox
from contracts.auth import AccountLinked, AccountUnlinked, Alias, NewAccount, Profile
from contracts.wire import AccountRef
from services.auth.forms.account_numbers import clean
from services.auth.forms.field_errors import checked_field, one_line
from services.auth.models import KnownAccount, LinkedAccount, User
from services.auth.ownership.proof import Policy, check_given, proven
from services.auth.profile.show import profile_of
from services.auth.profile.viewers import tell_owner, unwelcome
from services.auth.throttling.throttle import RateLimitKey, count_attempt, proof_keys, refund_attempt
from services.auth.work import AuthCall, AuthWork, customer_id

MAX_ACCOUNTS = 50
"""Linked accounts of one person; every page requests all of them."""


def link_account(call: AuthCall, request: NewAccount) -> Profile:
    """Add an account that the supplier has; attempts are limited by person and by account."""
    user_id, policy = customer_id(call), call.dependencies.ownership_proof
    with checked_field("account_number"):
        number = clean(request.account_number)
    with checked_field("proof"):
        check_given(policy, request.proof)
    with call.transaction() as work:
        count_attempt(
            work.session,
            work.now,
            RateLimitKey("link:user", str(user_id)),
            RateLimitKey("link:pair", f"{number} {user_id}"),
            *proof_keys(policy, number),
        )
    with call.transaction() as work:
        session = work.session
        refusal = _reason_to_refuse(session, session.get_one(User, user_id), number, policy, request.proof)
        if refusal is not None:
            audit.record(session, work.now, "link_account", "refused", subject=user_id, account=number)
    if refusal is not None:
        raise refusal
    with call.transaction() as work:
        session = work.session
        user = session.get_one(User, user_id, with_for_update=True)
        if any(link.number == number for link in user.accounts):
            raise _already_linked()
        user.accounts.append(LinkedAccount(number=number, primary=False, linked_at=work.now))
        user.version += 1
        refund_attempt(session, work.now, *proof_keys(policy, number))
        tell_owner(session, user, number, work.now)
        event = AccountLinked(
            user_id=str(user.id), account_number=number, primary=False, email=user.email, version=user.version
        )
        outbox.add(session, event, number)
        audit.record(session, work.now, "link_account", subject=user_id, account=number)
        return profile_of(session, user_id, work.now)


def unlink_account(work: AuthWork, request: AccountRef) -> Profile:
    """Remove an additional account; the primary one stays as long as the cabinet does."""
    session, user_id = work.session, customer_id(work)
    user = session.get_one(User, user_id, with_for_update=True)
    link = _linked(user, request.account_number)
    if link.primary:
        raise Refusal("primary_account", "Основной лицевой счёт удалить нельзя.", "account_number")
    user.accounts.remove(link)
    user.version += 1
    event = AccountUnlinked(user_id=str(user.id), account_number=link.number, version=user.version)
    outbox.add(session, event, link.number)
    audit.record(session, work.now, "unlink_account", subject=user_id, account=link.number)
    session.flush()
    return profile_of(session, user_id, work.now)


def rename_account(work: AuthWork, request: Alias) -> Profile:
    """Give the account a name such as «Дача»; an empty one removes it."""
    session, user_id = work.session, customer_id(work)
    user = session.get_one(User, user_id)
    _linked(user, request.account_number).alias = one_line(request.alias) or None
    return profile_of(session, user_id, work.now)


def _reason_to_refuse(session: Session, user: User, number: str, policy: Policy, proof: str | None) -> Refusal | None:
    """Where a proof is required, an unknown account and a wrong proof get the same refusal."""
    if any(link.number == number for link in user.accounts):
        return _already_linked()
    known = session.get(KnownAccount, number)
    if (
        known is not None
        and known.open
        and len(user.accounts) < MAX_ACCOUNTS
        and not unwelcome(session, number, user.id)
        and proven(session, policy, number, proof)
    ):
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
