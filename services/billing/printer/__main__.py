"""`python -m services.billing.printer run`."""

from chassis.process.command_line import main  # first: it prepares the process that runs the service
from services.billing.printer.service import PrinterService
from services.billing.printer.settings import PrinterSettings

main(PrinterService, PrinterSettings)
