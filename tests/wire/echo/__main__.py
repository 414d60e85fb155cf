"""python -m tests.wire.echo run | relay | migrate | dead-letters"""

from chassis.process.command_line import main
from chassis.settings import ServiceSettings
from tests.wire.echo.service import EchoService

main(EchoService, ServiceSettings)
