"""`python -m services.auth run | relay | migrate | dead-letters | create-staff LOGIN ROLE`."""

from chassis.runner import main  # first: it prepares the process that runs the service
from services.auth.commands import create_staff_if_asked
from services.auth.service import AuthService
from services.auth.settings import AuthSettings

create_staff_if_asked()
main(AuthService, AuthSettings)
