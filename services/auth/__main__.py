"""`python -m services.auth run | relay | migrate | dead-letters`, and the commands about staff and tokens."""

import sys

if sys.argv[1:2] and sys.argv[1].endswith(("-staff", "-token")):
    from services.auth.staff.commands import main as operate

    sys.exit(operate(sys.argv[1:]))

from chassis.process.command_line import main  # first: it prepares the process that runs the service
from services.auth.service import AuthService
from services.auth.settings import AuthSettings

main(AuthService, AuthSettings)
