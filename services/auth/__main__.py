"""`python -m services.auth run | relay | migrate | dead-letters | create-staff LOGIN ROLE`."""

import sys

from chassis.runner import main  # first: it prepares the process that runs the service
from services.auth.commands import create_staff_command
from services.auth.service import AuthService
from services.auth.settings import AuthSettings

sys.exit(create_staff_command(sys.argv[2:]) if sys.argv[1:2] == ["create-staff"] else main(AuthService, AuthSettings))
