"""Accepts the registration form and requests an activation letter (M3.1, M3.7)."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.database import audit
from chassis.events import outbox
from contracts.auth import Registered, Registration, RegistrationRepeated, UserRegistered
from services.auth.models import Consent, KnownAccount, LinkedAccount, User
from services.auth.models import Registration as Pending
from services.auth.ownership.proof import Policy, proven
from services.auth.passwords.hashing import hash_password
from services.auth.refusals import registration_refused
from services.auth.registration.form import ValidForm, validate
from services.auth.throttling.limits import mailbox_of, network, pair_of
from services.auth.throttling.throttle import RateLimitKey, count_attempt, proof_keys, refund_attempt
from services.auth.tokens import one_time
from services.auth.tokens.letter_secrets import sealed
from services.auth.work import AuthCall, AuthWork


def register(call: AuthCall, request: Registration) -> Registered:
    """The account works only after the link in the letter is followed.

    An unknown, a closed and a taken account, and a wrong proof of ownership, get the same refusal after the same
    hashing.
    """
    policy = call.dependencies.ownership_proof
    form = validate(request, policy)
    with call.transaction() as work:
        count_attempt(work.session, work.now, *_keys(form, policy))
    password_hash = hash_password(form.password)
    with call.transaction() as work:
        owner = proven(work.session, policy, form.account_number, form.proof)
        if can_be_registered(work.session, form.account_number) and owner:
            refund_attempt(work.session, work.now, *proof_keys(policy, form.account_number))
            return _accept(work, form, password_hash)
        audit.record(work.session, work.now, "register", "refused", account=form.account_number, ip=form.ip)
        _warn_owner(work, form)
    raise registration_refused()


def can_be_registered(session: Session, number: str) -> bool:
    """The supplier has it, it is open, and it is nobody's primary one. Locks it against a parallel registration."""
    known = session.get(KnownAccount, number, with_for_update=True)
    taken = select(LinkedAccount.user_id).where(LinkedAccount.number == number, LinkedAccount.primary)
    return known is not None and known.open and session.scalars(taken).first() is None


def send_activation(work: AuthWork, pending: Pending) -> Registered:
    """Publish a new activation token; the earlier ones of this registration stop working."""
    pending.expires_at = work.now + work.dependencies.activation_lifetime
    token = one_time.issue(work.session, "activation", pending.id, pending.expires_at)
    event = UserRegistered(
        user_id=str(pending.id),
        account_number=pending.account_number,
        email=pending.email,
        token=sealed(work.dependencies, pending.id, token),
        expires_at=pending.expires_at,
    )
    outbox.add(work.session, event, pending.account_number)
    return Registered(email=pending.email, expires_at=pending.expires_at)


def _warn_owner(work: AuthWork, form: ValidForm) -> None:
    """Publish to the account's owner that somebody tried to register it; the form's limits bound these letters."""
    owned = select(User).join(LinkedAccount).where(LinkedAccount.number == form.account_number, LinkedAccount.primary)
    owner = work.session.scalars(owned).one_or_none()
    if owner is not None:
        event = RegistrationRepeated(
            user_id=str(owner.id), account_number=form.account_number, email=owner.email, attempted_at=work.now
        )
        outbox.add(work.session, event, form.account_number)


def _keys(form: ValidForm, policy: Policy) -> tuple[RateLimitKey, ...]:
    return (
        RateLimitKey("register:address", network(form.ip)),
        RateLimitKey("register:pair", pair_of(form.account_number, form.email)),
        RateLimitKey("letter:email", mailbox_of(form.email)),
        *proof_keys(policy, form.account_number),
    )


def _accept(work: AuthWork, form: ValidForm, password_hash: str) -> Registered:
    """Each form is a registration of its own, with its own password and link, also for the same account and address:
    nobody else's form replaces what the owner has chosen."""
    session, now = work.session, work.now
    pending = Pending(
        account_number=form.account_number,
        email=form.email,
        created_at=now,
        expires_at=now,
        password_hash=password_hash,
    )
    session.add(pending)
    session.flush()
    session.add(
        Consent(
            subject_id=pending.id,
            account_number=form.account_number,
            email=form.email,
            version=form.consent_version,
            given_at=now,
            ip=form.ip,
        )
    )
    audit.record(session, now, "register", subject=pending.id, account=form.account_number, ip=form.ip)
    return send_activation(work, pending)
