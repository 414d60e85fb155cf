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


def on_exit(server: Any) -> None:
    """After the last worker: the next start counts from zero, as Prometheus expects of a restart."""
    shutil.rmtree(os.environ[FOLDER], ignore_errors=True)
