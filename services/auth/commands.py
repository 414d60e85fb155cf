"""What an operator of the system does with auth from the command line."""

import sys
from argparse import ArgumentParser, Namespace

from chassis.clock import Clock
from chassis.database import Database
from chassis.settings import load
from services.auth.access.api_tokens import issue_supplier_token
from services.auth.advice import Advice
from services.auth.settings import AuthSettings
from services.auth.staff import STAFF_ROLES, create_staff


def main(arguments: list[str]) -> int:
    """`create-staff LOGIN ROLE` or `issue-token LOGIN NAME`: print the secrets, the only time; the exit status."""
    asked = _parser().parse_args(arguments)
    try:
        print(asked.command(asked, Database(load(AuthSettings).database_url)))  # noqa: T201
    except Advice as wrong:
        print(f"{arguments[0]}: {wrong}", file=sys.stderr)  # noqa: T201
        return 1
    return 0


def _create_staff(asked: Namespace, database: Database) -> str:
    made = create_staff(database, asked.login, asked.role, Clock(), asked.password, asked.totp_secret)
    return f"login {made.login}\npassword {made.password}\ntotp {made.totp_secret}\n{made.totp_uri}"


def _issue_token(asked: Namespace, database: Database) -> str:
    with database.transaction() as session:
        issued = issue_supplier_token(session, asked.login, asked.name, asked.days, Clock())
    return f"token {issued.token}\nexpires {issued.info.expires_at.isoformat()}"


def _parser() -> ArgumentParser:
    parser = ArgumentParser(prog="python -m services.auth")
    commands = parser.add_subparsers(required=True)
    staff = commands.add_parser("create-staff", help="make a member of staff")
    staff.add_argument("login")
    staff.add_argument("role", choices=STAFF_ROLES)
    staff.add_argument("--password", help="for demonstrations; random if left out")
    staff.add_argument("--totp-secret", help="for demonstrations; random if left out")
    staff.set_defaults(command=_create_staff)
    token = commands.add_parser("issue-token", help="a token with which the supplier's own system hands over files")
    token.add_argument("login", help="the accountant who answers for it")
    token.add_argument("name", help="what it is for")
    token.add_argument("--days", type=int, default=365, choices=range(1, 367), metavar="1..366")
    token.set_defaults(command=_issue_token)
    return parser
