"""`python -m services.feedback --help`."""

from chassis.process.command_line import main

main(
    "services.feedback",
    service="service:FeedbackService",
    settings="settings:FeedbackSettings",
)
