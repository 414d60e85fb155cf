"""What the readings service may be told. The numbers of its rules are dated rows, not settings."""

from chassis.settings import ServiceSettings


class ReadingsSettings(ServiceSettings):
    """Nothing beyond what every service with a database has."""
