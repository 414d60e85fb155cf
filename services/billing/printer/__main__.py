"""`python -m services.billing.printer --help`."""

from chassis.process.command_line import main

main(
    "services.billing.printer",
    service="service:PrinterService",
    settings="settings:PrinterSettings",
)
