"""`./cabinet faults`: random faults under load on a system of its own, then a comparison of all books."""

import argparse

from deploy.development import fault_catalogue
from deploy.launcher.host.become import become
from deploy.launcher.host.progress import Progress
from deploy.launcher.system import install_missing


def run(given: argparse.Namespace) -> int:
    if given.cases:
        return fault_catalogue.show()
    install_missing(Progress(), "printer", "postgres", "rabbitmq")
    return become("tests.faults.soak", [str(given.seed), str(given.minutes), given.bank])
