"""Command line of auth: staff accounts and tokens of the supplier's own system."""

import io
import sys
from argparse import ArgumentParser, Namespace
from datetime import datetime
from typing import Any

import segno

from chassis.clock import Clock
from chassis.context import SYSTEM, Context, entered
from chassis.database.sessions import Database
from chassis.settings import load
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


def main(arguments: list[str]) -> int:
    """`create-staff LOGIN ROLE` or `issue-token LOGIN NAME`: print the secrets, the only time; the exit status."""
    asked = _parser().parse_args(arguments)
    try:
        with entered(Context(caller=SYSTEM)):
            print(asked.command(asked, Database(load(AuthSettings).database_url)))  # noqa: T201
    except InputError as wrong:
        print(f"{arguments[0]}: {wrong}", file=sys.stderr)  # noqa: T201
        return 1
    return 0


def _create_staff(asked: Namespace, database: Database) -> str:
    made = create_staff(database, asked.login, asked.role, Clock(), asked.password, asked.totp_secret)
    return _shown(made)


def _reset_staff(asked: Namespace, database: Database) -> str:
    return _shown(reset_staff(database, asked.login, Clock()))


def _disable_staff(asked: Namespace, database: Database) -> str:
    disable_staff(database, asked.login, Clock())
    return f"{asked.login} is disabled; open sessions and tokens have ended"


def _list_staff(asked: Namespace, database: Database) -> str:
    with database.reading() as session:
        rows = list_staff(session)
    return "\n".join(_line(row) for row in rows) or "No staff accounts yet."


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


def _issue_token(asked: Namespace, database: Database) -> str:
    with database.transaction() as session:
        issued = supplier_tokens.issue_supplier_token(session, asked.login, asked.name, asked.days, Clock())
    return f"token {issued.token}\nexpires {issued.info.expires_at.isoformat()}\nid {issued.info.id}"


def _list_tokens(_asked: Namespace, database: Database) -> str:
    with database.reading() as session:
        rows = supplier_tokens.list_supplier_tokens(session)
    now = Clock().now()
    return "\n".join(_token_line(row, now) for row in rows) or "No tokens. Create one: issue-token LOGIN NAME"


def _token_line(row: supplier_tokens.ListedToken, now: datetime) -> str:
    used = f"{row.last_used_at:%Y-%m-%d %H:%M} UTC" if row.last_used_at else "never"
    ends = "expires" if row.expires_at > now else "expired"
    return f"{row.id}  {row.login:<20} {ends} {row.expires_at:%Y-%m-%d}, last used {used}  {row.name}"


def _revoke_token(asked: Namespace, database: Database) -> str:
    with database.transaction() as session:
        name = supplier_tokens.revoke_supplier_token(session, asked.id, Clock())
    return f"{name} is revoked"


def _parser() -> ArgumentParser:
    parser = ArgumentParser(prog="python -m services.auth")
    commands = parser.add_subparsers(required=True)
    staff = commands.add_parser("create-staff", help="create a staff account")
    staff.add_argument("login")
    staff.add_argument("role", choices=STAFF_ROLES)
    staff.add_argument("--password", help="for demonstrations; random if left out")
    staff.add_argument("--totp-secret", help="for demonstrations; random if left out")
    staff.set_defaults(command=_create_staff)
    for name, command, purpose in (
        ("reset-staff", _reset_staff, "issue new keys for a staff account; the old ones stop working at once"),
        ("disable-staff", _disable_staff, "disable a staff account at once"),
    ):
        one = commands.add_parser(name, help=purpose)
        one.add_argument("login")
        one.set_defaults(command=command)
    commands.add_parser("list-staff", help="list staff accounts").set_defaults(command=_list_staff)
    _token_commands(commands)
    return parser


def _token_commands(commands: Any) -> None:
    token = commands.add_parser("issue-token", help="issue a token for the supplier's own system to upload files")
    token.add_argument("login", help="the accountant who is responsible for it")
    token.add_argument("name", help="what it is for")
    token.add_argument("--days", type=int, default=365, choices=range(1, 367), metavar="1..366")
    token.set_defaults(command=_issue_token)
    commands.add_parser("list-token", help="list tokens of the supplier's own system").set_defaults(
        command=_list_tokens
    )
    revoked = commands.add_parser("revoke-token", help="revoke a token at once")
    revoked.add_argument("id", help="as the list shows it")
    revoked.set_defaults(command=_revoke_token)
