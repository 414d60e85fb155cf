"""Command line of auth: staff accounts and tokens of the supplier's own system."""

import io
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from datetime import datetime

import segno

from chassis.clock import Clock
from chassis.context import SYSTEM, Context, entered
from chassis.database.sessions import Database
from services.auth.forms.field_errors import InputError
from services.auth.settings import AuthSettings
from services.auth.staff import supplier_tokens
from services.auth.staff.accounts import (
    STAFF_ROLES,
    IssuedKeys,
    StaffMember,
    create_staff,
    disable_staff,
    list_staff,
    reset_staff,
)
from services.auth.staff.sealed_secrets import reseal


def create_staff_arguments(parser: ArgumentParser) -> None:
    """`create-staff LOGIN ROLE`: prints the keys, the only time."""
    parser.add_argument("login")
    parser.add_argument("role", choices=STAFF_ROLES)
    parser.add_argument("--password", help="for demonstrations; random if left out")
    parser.add_argument("--totp-secret", help="for demonstrations; random if left out")
    _prints(parser, _create_staff)


def reset_staff_arguments(parser: ArgumentParser) -> None:
    """`reset-staff LOGIN`: prints the new keys, the only time."""
    parser.add_argument("login")
    _prints(parser, _reset_staff)


def disable_staff_arguments(parser: ArgumentParser) -> None:
    """`disable-staff LOGIN`."""
    parser.add_argument("login")
    _prints(parser, _disable_staff)


def list_staff_arguments(parser: ArgumentParser) -> None:
    """`list-staff`."""
    _prints(parser, _list_staff)


def issue_token_arguments(parser: ArgumentParser) -> None:
    """`issue-token LOGIN NAME`: prints the token, the only time."""
    parser.add_argument("login", help="the accountant who answers for it")
    parser.add_argument("name", help="what it is for")
    parser.add_argument("--days", type=int, default=365, choices=range(1, 367), metavar="1..366")
    _prints(parser, _issue_token)


def list_token_arguments(parser: ArgumentParser) -> None:
    """`list-token`."""
    _prints(parser, _list_tokens)


def revoke_token_arguments(parser: ArgumentParser) -> None:
    """`revoke-token ID`."""
    parser.add_argument("id", help="as the list shows it")
    _prints(parser, _revoke_token)


def reseal_arguments(parser: ArgumentParser) -> None:
    """`reseal`: seals with the first key of DATA_KEYS whatever is readable or has an older key."""
    _prints(parser, _reseal)


def _prints(parser: ArgumentParser, answer: Callable[[AuthSettings, Namespace, Database], str]) -> None:
    """Have the command print what `answer` returns; wrong arguments are explained on the error stream."""

    def run(settings: AuthSettings, asked: Namespace) -> int:
        try:
            with entered(Context(caller=SYSTEM)):
                print(answer(settings, asked, Database(settings.database_url)))  # noqa: T201
        except InputError as wrong:
            print(f"{parser.prog.rpartition(' ')[2]}: {wrong}", file=sys.stderr)  # noqa: T201
            return 1
        return 0

    parser.set_defaults(command=run)


def _create_staff(settings: AuthSettings, asked: Namespace, database: Database) -> str:
    made = create_staff(settings, database, asked.login, asked.role, Clock(), asked.password, asked.totp_secret)
    return _shown(made)


def _reset_staff(settings: AuthSettings, asked: Namespace, database: Database) -> str:
    return _shown(reset_staff(settings, database, asked.login, Clock()))


def _reseal(settings: AuthSettings, _asked: Namespace, database: Database) -> str:
    with database.transaction() as session:
        changed = reseal(session, settings, Clock().now())
    return f"{changed} secrets sealed with the first key of DATA_KEYS; none has another one now"


def _disable_staff(_settings: AuthSettings, asked: Namespace, database: Database) -> str:
    disable_staff(database, asked.login, Clock())
    return f"{asked.login} is disabled; open sessions and tokens have ended"


def _list_staff(_settings: AuthSettings, asked: Namespace, database: Database) -> str:
    with database.reading() as session:
        rows = list_staff(session)
    return "\n".join(_line(row) for row in rows) or "No staff accounts yet. Create one: create-staff LOGIN ROLE"


def _line(row: StaffMember) -> str:
    seen = f"{row.last_sign_in_at:%Y-%m-%d %H:%M} UTC" if row.last_sign_in_at else "never"
    state = "disabled" if row.disabled else "enabled"
    return f"{row.login:<20} {row.role:<14} {state:<9} last sign-in {seen}, recovery codes {row.codes_left}"


def _shown(keys: IssuedKeys) -> str:
    """The keys as text; on a terminal with a QR code for the authenticator."""
    lines = [f"login {keys.login}", f"password {keys.password}", f"totp {keys.totp_secret}", keys.totp_uri]
    if sys.stdout.isatty():
        drawn = io.StringIO()
        segno.make(keys.totp_uri, error="l").terminal(drawn, compact=True)
        lines += ["", "Scan it with the authenticator; this is shown only once:", drawn.getvalue()]
    return "\n".join([*lines, *(f"recovery-{n} {code}" for n, code in enumerate(keys.recovery_codes, 1))])


def _issue_token(_settings: AuthSettings, asked: Namespace, database: Database) -> str:
    with database.transaction() as session:
        issued = supplier_tokens.issue_supplier_token(session, asked.login, asked.name, asked.days, Clock())
    return f"token {issued.token}\nexpires {issued.info.expires_at.isoformat()}\nid {issued.info.id}"


def _list_tokens(_settings: AuthSettings, _asked: Namespace, database: Database) -> str:
    with database.reading() as session:
        rows = supplier_tokens.list_supplier_tokens(session)
    now = Clock().now()
    return "\n".join(_token_line(row, now) for row in rows) or "No tokens. Create one: issue-token LOGIN NAME"


def _token_line(row: supplier_tokens.ListedToken, now: datetime) -> str:
    used = f"{row.last_used_at:%Y-%m-%d %H:%M} UTC" if row.last_used_at else "never"
    ends = "expires" if row.expires_at > now else "expired"
    return f"{row.id}  {row.login:<20} {ends} {row.expires_at:%Y-%m-%d}, last used {used}  {row.name}"


def _revoke_token(_settings: AuthSettings, asked: Namespace, database: Database) -> str:
    with database.transaction() as session:
        name = supplier_tokens.revoke_supplier_token(session, asked.id, Clock())
    return f"{name} is revoked"
