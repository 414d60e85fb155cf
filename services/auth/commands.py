"""What an operator of the system does with auth from the command line."""

import sys
from argparse import ArgumentParser

from chassis.clock import Clock
from chassis.database import Database
from chassis.settings import load
from services.auth.advice import Advice
from services.auth.settings import AuthSettings
from services.auth.staff import STAFF_ROLES, create_staff


def create_staff_if_asked() -> None:
    """`create-staff LOGIN ROLE`: make a member of staff, print his secrets (the only time) and exit."""
    if sys.argv[1:2] != ["create-staff"]:
        return
    asked = _parser().parse_args(sys.argv[2:])
    database = Database(load(AuthSettings).database_url)
    try:
        made = create_staff(database, asked.login, asked.role, Clock(), asked.password, asked.totp_secret)
    except Advice as wrong:
        sys.exit(f"create-staff: {wrong}")
    print(f"login {made.login}\npassword {made.password}\ntotp {made.totp_secret}\n{made.totp_uri}")  # noqa: T201
    sys.exit(0)


def _parser() -> ArgumentParser:
    parser = ArgumentParser(prog="python -m services.auth create-staff")
    parser.add_argument("login")
    parser.add_argument("role", choices=STAFF_ROLES)
    parser.add_argument("--password", help="for demonstrations; random if left out")
    parser.add_argument("--totp-secret", help="for demonstrations; random if left out")
    return parser
