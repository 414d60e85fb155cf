"""`python -m services.billing run | relay | migrate | dead-letters | import | run-period | publish-period`."""

import sys

if sys.argv[1:2] in (["import"], ["run-period"], ["publish-period"]):
    from services.billing.commands import main as operate

    sys.exit(operate(sys.argv[1:]))

from chassis.process.command_line import main  # first: it prepares the process that runs the service
from services.billing.service import BillingService
from services.billing.settings import BillingSettings

main(BillingService, BillingSettings)
