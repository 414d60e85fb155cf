"""python -m services.payments run | relay | migrate | dead-letters"""

from chassis.process.command_line import main
from services.payments.service import PaymentsService
from services.payments.settings import Settings

main(PaymentsService, Settings)
