"""`python -m services.notifications run | relay | migrate | dead-letters`."""

from chassis.runner import main  # first: it prepares the process that runs the service
from services.notifications.service import NotificationsService
from services.notifications.settings import NotificationsSettings

main(NotificationsService, NotificationsSettings)
