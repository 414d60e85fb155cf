"""`python -m tests.bench.echo_main run`: the echo service as a process."""

from chassis.process.command_line import main  # isort: skip
from chassis.settings import ProcessSettings
from tests.bench.echo import EchoService

main(EchoService, ProcessSettings)
