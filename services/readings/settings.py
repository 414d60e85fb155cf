"""readings' settings; a wrong one stops the process at its start. The numbers of its rules are dated rows."""

from chassis.settings import ServiceSettings


class ReadingsSettings(ServiceSettings):
    """Nothing beyond what every service with a database has."""
