"""`./cabinet bench [PART ...]`: measures the portal against plain equivalents in one run and prints the ratios.

Servers come from DATABASE_URL and AMQP_URL when given, else private ones start and end with the run.
"""

import argparse
import signal
import subprocess
import sys

from deploy.launcher.host.paths import ROOT
from deploy.launcher.host.privileges import tied
from deploy.launcher.host.progress import Progress
from deploy.launcher.servers.scratch import FOLDER, servers
from deploy.launcher.system import install_missing
from deploy.launcher.up import interrupt
from deploy.provisioning.private_files import private_folder


def run(given: argparse.Namespace) -> int:
    progress = Progress()
    signal.signal(signal.SIGTERM, interrupt)
    install_missing(progress, "printer")
    private_folder(FOLDER)
    with servers(progress) as addresses:
        environment = addresses | {"PYTHONPATH": str(ROOT)}
        words = [sys.executable, "-m", "tests.bench", *given.parts]
        return subprocess.run(tied(words), cwd=ROOT, env=environment, check=False).returncode
