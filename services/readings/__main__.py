"""`python -m services.readings run | relay | migrate | dead-letters | import`."""

import sys

if sys.argv[1:2] == ["import"]:
    from services.readings.importing.commands import main as operate

    sys.exit(operate(sys.argv[2:]))

from chassis.process.command_line import main  # first: it prepares the process that runs the service
from services.readings.service import ReadingsService
from services.readings.settings import ReadingsSettings

main(ReadingsService, ReadingsSettings)
