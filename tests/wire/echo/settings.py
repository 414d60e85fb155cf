"""The settings of the echo service."""

from chassis.settings import ServiceSettings


class EchoSettings(ServiceSettings):
    """Those of every service with a database."""
