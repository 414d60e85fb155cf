"""`python -m tests.bench.echo_main run`: the echo service as a process."""

from chassis.process.command_line import main

main("tests.bench", service="echo:EchoService", settings="echo:ProcessSettings")
