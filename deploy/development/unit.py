"""`./cabinet unit [PYTEST ARGUMENTS]`: runs the unit tests. Starts no server, installs no browser.

Property tests draw fewer examples here than in `./cabinet test` (tests/unit/conftest.py).
"""

import argparse
import os

from deploy.development.steps import finish, pytest
from deploy.launcher.host.paths import HOME
from deploy.provisioning.private_files import private_folder

PROFILE = {"HYPOTHESIS_PROFILE": "quick"}


def run(given: argparse.Namespace) -> int:
    report = private_folder(HOME / "test") / "junit.xml"
    chosen = given.passed_on if any("tests/" in word for word in given.passed_on) else ["tests/unit", *given.passed_on]
    return finish([pytest("unit", chosen, os.environ | PROFILE, report)])
