"""Places where a test may kill the process, to show that nothing is lost or done twice there."""

import os
import signal

_ARMED = os.environ.get("CRASHPOINT", "") if os.environ.get("CABINET_TEST") == "1" else ""


def crashpoint(name: str) -> None:
    """Die at once, as from a power cut, when the process was started with CABINET_TEST=1 and CRASHPOINT=`name`."""
    if _ARMED and name == _ARMED:
        os.kill(os.getpid(), signal.SIGKILL)
