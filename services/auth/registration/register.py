"""Take the registration form and send for an activation letter (M3.1, M3.7)."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.clock import Clock
from chassis.database import audit
from chassis.database.sessions import Database
from chassis.events import outbox
from contracts.auth import Registered, Registration, RegistrationRepeated, UserRegistered
from services.auth.models import Consent, KnownAccount, LinkedAccount, User
from services.auth.models import Registration as Pending
from services.auth.ownership.proof import proven
from services.auth.passwords.hashing import hash_password
from services.auth.refusals import registration_refused
from services.auth.registration.form import Form, judge
from services.auth.settings import AuthSettings
from services.auth.throttling.limits import network
from services.auth.throttling.throttle import Gate, enter
from services.auth.tokens import one_time


def register(database: Database, request: Registration, clock: Clock, settings: AuthSettings) -> Registered:
    """The account works only after the link in the letter is followed.

    An unknown, a closed and a taken account, and a wrong proof of ownership, get the same refusal after the same work.
    """
    form = judge(request, settings.ownership_proof)
    with database.transaction() as session:
        _throttle(session, form, clock)
    password_hash = hash_password(form.password)
    with database.transaction() as session:
        owner = proven(session, settings.ownership_proof, form.account_number, form.proof)
        if can_be_registered(session, form.account_number) and owner:
            return _accept(session, form, password_hash, clock, settings)
        audit.record(session, clock.now(), "register", "refused", account=form.account_number, ip=form.ip)
        _warn_owner(session, form, clock)
    raise registration_refused()


def can_be_registered(session: Session, number: str) -> bool:
    """The supplier has it, it is open, and nobody has it as his primary one. Locks it against a parallel taker."""
    known = session.get(KnownAccount, number, with_for_update=True)
    taken = select(LinkedAccount.user_id).where(LinkedAccount.number == number, LinkedAccount.primary)
    return known is not None and known.open and session.scalars(taken).first() is None


def send_activation(session: Session, pending: Pending, clock: Clock, settings: AuthSettings) -> Registered:
    """Publish a fresh activation token; the earlier ones of this registration stop working."""
    now = clock.now()
    pending.expires_at = now + settings.activation_lifetime
    token = one_time.issue(session, "activation", pending.id, pending.expires_at)
    event = UserRegistered(
        user_id=str(pending.id),
        account_number=pending.account_number,
        email=pending.email,
        token=token,
        expires_at=pending.expires_at,
    )
    outbox.add(session, event, pending.account_number)
    return Registered(email=pending.email, expires_at=pending.expires_at)


def _warn_owner(session: Session, form: Form, clock: Clock) -> None:
    """Who has the account hears that somebody tried to register it; the gate of the form bounds these letters."""
    owned = select(User).join(LinkedAccount).where(LinkedAccount.number == form.account_number, LinkedAccount.primary)
    owner = session.scalars(owned).one_or_none()
    if owner is not None:
        event = RegistrationRepeated(
            user_id=str(owner.id), account_number=form.account_number, email=owner.email, attempted_at=clock.now()
        )
        outbox.add(session, event, form.account_number)


def _throttle(session: Session, form: Form, clock: Clock) -> None:
    enter(
        session,
        clock.now(),
        Gate("register:address", network(form.ip)),
        Gate("register:account", form.account_number),
        Gate("letter:email", form.email.casefold()),
    )


def _accept(session: Session, form: Form, password_hash: str, clock: Clock, settings: AuthSettings) -> Registered:
    """The same account and address again is the same registration, with the newer password."""
    now = clock.now()
    same = select(Pending).where(Pending.account_number == form.account_number, Pending.email == form.email)
    pending = session.scalars(same).first()
    if pending is None:
        pending = Pending(
            account_number=form.account_number, email=form.email, created_at=now, expires_at=now, password_hash=""
        )
        session.add(pending)
        session.flush()
    pending.password_hash = password_hash
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
    return send_activation(session, pending, clock, settings)
