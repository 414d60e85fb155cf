"""`python -m services.auth run | relay | migrate | dead-letters | create-staff | issue-token`."""

import sys

if sys.argv[1:2] in (["create-staff"], ["issue-token"]):
    from services.auth.commands import main as operate

    sys.exit(operate(sys.argv[1:]))

from chassis.runner import main  # first: it prepares the process that runs the service
from services.auth.service import AuthService
from services.auth.settings import AuthSettings

main(AuthService, AuthSettings)
