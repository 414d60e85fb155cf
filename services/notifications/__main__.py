"""`python -m services.notifications run | relay | migrate | dead-letters`, and `bounces` about returned letters."""

import sys

if sys.argv[1:2] == ["bounces"]:
    from services.notifications.bounces.commands import main as operate

    sys.exit(operate(sys.argv[1:]))

from chassis.process.command_line import main  # first: it prepares the process that runs the service
from services.notifications.service import NotificationsService
from services.notifications.settings import NotificationsSettings

main(NotificationsService, NotificationsSettings)
