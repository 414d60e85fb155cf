"""`python -m services.readings run | relay | migrate | dead-letters`."""

from chassis.runner import main  # first: it prepares the process that runs the service
from services.readings.service import ReadingsService
from services.readings.settings import ReadingsSettings

main(ReadingsService, ReadingsSettings)
