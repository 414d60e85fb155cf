"""What traces cost a call: the code that stands in its way where none are recorded, and the recording of every one."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from chassis.context import Context, entered
from chassis.telemetry import traces
from chassis.telemetry.traces import Kind
from deploy.launcher.host.ports import free_port
from tests.support.waiting import until

_TIMES = 100_000
_ATTRIBUTES = traces.of_call("echo", "repeat")


def milliseconds_when_off() -> float:
    """Processor time of what a call does on both sides for traces that nobody records."""
    with entered(Context()) as here:
        began = time.process_time()
        for _ in range(_TIMES):
            sent = traces.span("echo/repeat", Kind.CLIENT, _ATTRIBUTES)
            sent.within(here)
            with traces.span("echo/repeat", Kind.SERVER, traces.of_call("echo", "repeat")) as served:
                served.set("cabinet.outcome", "ok")
            sent.end(None)
        return (time.process_time() - began) * 1000 / _TIMES


@contextmanager
def collector() -> Iterator[str]:
    """The viewer as a process of its own; its address."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "traces.sqlite"
        command = [sys.executable, "-m", "deploy.simulators.trace_viewer", "--port", str(port), "--store", str(store)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE)
        try:
            until(lambda: process.stdout is not None and process.stdout.readline(), 60)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(30)
