"""`python -m tests.wire.later run`, for the service that LATER_SERVICE names."""

import os

from chassis.process.command_line import main

main("tests.wire.later", service=f"service:{os.environ['LATER_SERVICE']}", settings="service:LaterSettings")
