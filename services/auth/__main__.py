"""`python -m services.auth --help`."""

from chassis.process.command_line import main
from services.auth.commands import COMMANDS

main(
    "services.auth",
    service="service:AuthService",
    settings="settings:AuthSettings",
    commands=COMMANDS,
)
