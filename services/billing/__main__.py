"""`python -m services.billing --help`."""

from chassis.process.command_line import Command, main

main(
    "services.billing",
    service="service:BillingService",
    settings="settings:BillingSettings",
    commands=[
        Command("import", "load the supplier's CSV files from a folder", "commands:import_arguments"),
        Command("run-period", "calculate a period, or resume an interrupted run", "commands:run_period_arguments"),
        Command("publish-period", "publish the bills of a calculated period", "commands:publish_period_arguments"),
    ],
    shown="printer.reads:READS",
)
