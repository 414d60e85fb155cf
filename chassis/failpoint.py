"""Failpoints: places where a test may kill the process, to show that nothing is lost or done twice there."""

import os
import signal

_ARMED = os.environ.get("FAILPOINT", "") if os.environ.get("CABINET_TEST") == "1" else ""


def failpoint(name: str) -> None:
    """Kill the process, as a power cut would, when it was started with CABINET_TEST=1 and FAILPOINT=`name`."""
    if _ARMED and name == _ARMED:
        os.kill(os.getpid(), signal.SIGKILL)
