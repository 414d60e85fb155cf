"""`python -m services.feedback run | relay | migrate | dead-letters`."""

from chassis.process.command_line import main  # first: it prepares the process that runs the service
from services.feedback.service import FeedbackService
from services.feedback.settings import FeedbackSettings

main(FeedbackService, FeedbackSettings)
