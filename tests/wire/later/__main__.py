"""python -m tests.wire.later run, for the service that LATER_SERVICE names."""

import os

from chassis.process.command_line import main  # first: it prepares the process that runs the service
from chassis.settings import ProcessSettings
from tests.wire.later import service

main(getattr(service, os.environ["LATER_SERVICE"]), ProcessSettings)
