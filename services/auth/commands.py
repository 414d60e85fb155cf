"""What an operator of the system does with auth from the command line."""

import sys
from argparse import ArgumentParser

from chassis.clock import Clock
from chassis.database import Database
from chassis.settings import load
from services.auth.advice import Advice
from services.auth.settings import AuthSettings
from services.auth.staff import STAFF_ROLES, create_staff


def create_staff_command(arguments: list[str]) -> int:
    """Make a member of staff and print his secrets, the only time that they are shown."""
    parser = ArgumentParser(prog="services.auth create-staff")
    parser.add_argument("login")
    parser.add_argument("role", choices=STAFF_ROLES)
    parser.add_argument("--password", help="for demonstrations; random if left out")
    parser.add_argument("--totp-secret", help="for demonstrations; random if left out")
    asked = parser.parse_args(arguments)
    try:
        made = create_staff(Database(load(AuthSettings).database_url), asked.login, asked.role, Clock(), asked.password, asked.totp_secret)
    except Advice as wrong:
        print(f"create-staff: {wrong}", file=sys.stderr)  # noqa: T201
        return 1
    print(f"login {made.login}\npassword {made.password}\ntotp {made.totp_secret}\n{made.totp_uri}")  # noqa: T201
    return 0
