"""One-shot jobs before the services start: migrations of six databases and the broker's topology.

Each costs a Python start, so a job whose inputs did not change since it last succeeded on the same
database is skipped; that makes a second start quick.
"""

import hashlib
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from contracts.services import SERVICES
from deploy.launcher.host.paths import ROOT
from deploy.launcher.processes import SETTINGS
from deploy.launcher.system import System, basic_environment
from deploy.provisioning.errors import SetupError
from deploy.provisioning.private_files import write_private


@dataclass(frozen=True)
class Job:
    name: str
    command: list[str]
    environment: dict[str, str]
    stamp: str | None = None
    """Changes when the job has to run again; None: it always has to."""


def run(system: System) -> list[str]:
    """Run what is due, two at a time; the names of the jobs that ran.

    Raises SetupError with the output of the first job that fails.
    """
    file = system.home / "jobs.json"
    done: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}
    due = [job for job in jobs(system) if job.stamp is None or done.get(job.name) != job.stamp]
    with ThreadPoolExecutor(os.cpu_count() or 2) as pool:
        for job, result in zip(due, pool.map(_run, due), strict=True):
            if result.returncode:
                raise SetupError(f"{job.name} failed:\n{result.stdout[-4000:]}")
            done |= {job.name: job.stamp} if job.stamp else {}
    write_private(file, json.dumps(done, indent=1))
    return [job.name for job in due]


def jobs(system: System) -> list[Job]:
    return [
        *(_migration(system, name) for name in SERVICES),
        Job(
            "topology",
            [sys.executable, "-m", "deploy.provisioning.topology"],
            basic_environment(system.home) | {"AMQP_URL": system.broker_url("deploy")},
        ),
    ]


def _migration(system: System, service: str) -> Job:
    base = system.bases[service]
    settings = {name: system.fill(value) for name, value in SETTINGS[service].items()}
    urls = {
        "DATABASE_URL": base.url,
        "MIGRATION_DATABASE_URL": base.migration_url,
        "AMQP_URL": system.broker_url(service),
    }
    return Job(
        f"{service} migrations",
        [sys.executable, "-m", f"services.{service}", "migrate"],
        basic_environment(system.home) | settings | urls,
        f"{base.identity} {digest(ROOT / 'services' / service / 'migrations', ROOT / 'chassis')}",
    )


def _run(job: Job) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        job.command,
        cwd=ROOT,
        env=job.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def digest(*paths: Path) -> str:
    """A short hash of the Python files under the paths."""
    total = hashlib.sha256()
    for path in paths:
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            total.update(file.name.encode() + file.read_bytes())
    return total.hexdigest()[:16]
