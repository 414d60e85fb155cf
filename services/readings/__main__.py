"""`python -m services.readings --help`."""

from chassis.process.command_line import Command, main

main(
    "services.readings",
    service="service:ReadingsService",
    settings="settings:ReadingsSettings",
    commands=[
        Command("import", "load the supplier's CSV files from a folder", "importing.commands:import_arguments"),
    ],
)
