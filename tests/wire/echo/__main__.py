"""`python -m tests.wire.echo --help`."""

from chassis.process.command_line import main

main("tests.wire.echo", service="service:EchoService", settings="settings:EchoSettings")
