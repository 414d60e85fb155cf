"""`./cabinet faults`: random faults under load on a system of its own, then a comparison of all books."""

import argparse
import secrets

from deploy.development import fault_catalogue
from deploy.launcher.host.become import become
from deploy.launcher.host.progress import Progress
from deploy.launcher.system import install_missing


def arguments(parser: argparse.ArgumentParser) -> None:
    drawn = secrets.randbelow(10**6)
    parser.add_argument("--seed", type=int, default=drawn, metavar="N", help="plays the plan of an earlier run again")
    parser.add_argument("--cases", action="store_true", help="only show which fault is shown by which test")
    parser.add_argument("--minutes", type=float, default=5.0, metavar="M", help="how long faults go on (default: 5)")


def run(given: argparse.Namespace) -> int:
    if given.cases:
        return fault_catalogue.show()
    install_missing(Progress(), "printer", "postgres", "rabbitmq")
    return become("tests.faults.soak", [str(given.seed), str(given.minutes)])
