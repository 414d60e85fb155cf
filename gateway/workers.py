"""Settings of gunicorn for several workers: `gunicorn --config python:gateway.workers gateway.wsgi:app --workers 2`.

A scrape reaches one worker only, so all of them count in one folder that whichever answers sums up. Without this
Prometheus would see the counters of the workers in turn and take each fall for a restart.
"""

import os
import shutil
import tempfile
from typing import Any

FOLDER = "PROMETHEUS_MULTIPROC_DIR"


def on_starting(server: Any) -> None:
    """Before the first worker loads the application: prometheus_client looks for the folder when it is imported."""
    os.environ[FOLDER] = tempfile.mkdtemp(prefix="gateway-metrics-", dir=server.cfg.worker_tmp_dir)


def child_exit(_server: Any, worker: Any) -> None:
    """A worker that has ended counts no more in gauges; what it has counted stays."""
    from prometheus_client import multiprocess  # noqa: PLC0415 - not before the folder is named

    multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]


def on_exit(server: Any) -> None:
    """After the last worker: the next start counts from zero, as Prometheus expects of a restart."""
    shutil.rmtree(os.environ[FOLDER], ignore_errors=True)
