"""`python -m services.payments --help`."""

from chassis.process.command_line import main

main(
    "services.payments",
    service="service:PaymentsService",
    settings="settings:Settings",
)
