"""`python -m services.x run | relay | migrate | dead-letters`: the life of a service's processes."""

import sys

# eventlet must change the standard library before anything else is imported, and in the running service alone.
if sys.argv[1:2] == ["run"]:
    from chassis import green

    green.patch()

from chassis.settings import ProcessSettings, load  # noqa: E402


def main(service: type, settings: type[ProcessSettings]) -> None:
    """Do what the command line asks for; never returns from `run` and `relay` but by exit."""
    load(settings)
