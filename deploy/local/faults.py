"""`./cabinet faults`: random faults under load on a system of its own, then a comparison of all books."""

import argparse
import secrets

from deploy.local import catalogue
from deploy.local.passing import become
from deploy.local.progress import Progress
from deploy.local.system import install_missing


def arguments(parser: argparse.ArgumentParser) -> None:
    drawn = secrets.randbelow(10**6)
    parser.add_argument("--seed", type=int, default=drawn, metavar="N", help="plays the plan of an earlier run again")
    parser.add_argument("--cases", action="store_true", help="only show which fault is shown by which test")
    parser.add_argument("--minutes", type=float, default=5.0, metavar="M", help="how long faults go on (default: 5)")


def run(given: argparse.Namespace) -> int:
    if given.cases:
        return catalogue.show()
    install_missing(Progress(), "printer", "postgres", "rabbitmq")
    return become("tests.faults.soak", [str(given.seed), str(given.minutes)])
