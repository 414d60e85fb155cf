"""`python -m services.billing.printer --help`."""

from chassis.process.command_line import Command, main

main(
    "services.billing.printer",
    service="service:PrinterService",
    settings="settings:PrinterSettings",
    commands=[Command("print-bills", "print a month's paper bills into a folder", "commands:print_bills_arguments")],
)
