"""`python -m services.notifications --help`."""

from chassis.process.command_line import Command, main

main(
    "services.notifications",
    service="service:NotificationsService",
    settings="settings:NotificationsSettings",
    commands=[
        Command("bounces", "record delivery status notifications (RFC 3464)", "bounces.commands:bounces_arguments"),
    ],
)
