"""`./cabinet screenshots [NAME ...]`: pictures of every page in every state into docs/screenshots.

Names are beginnings of what is listed in docs/screenshots/README.md; without any all are made.
"""

import argparse

from deploy.launcher.host.become import become
from deploy.launcher.host.progress import Progress
from deploy.launcher.system import install_missing


def run(given: argparse.Namespace) -> int:
    install_missing(Progress(), "printer", "browser")
    return become("tests.gateway.gallery", given.scenes)
