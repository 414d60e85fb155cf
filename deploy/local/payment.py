"""`./cabinet payment ID`: one payment, kopeck by kopeck: the bank's order, callbacks, ledger line, reading, receipt."""

import argparse

from deploy.local.passing import become
from deploy.local.progress import Progress
from deploy.local.system import basic_environment, locate


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", help="the payment's number, as the receipt shows it, or the bank's number of its order")


def run(given: argparse.Namespace) -> int:
    found = locate(Progress())
    told = basic_environment(found.home) | {"AMQP_URL": found.broker_url("gateway")}
    return become("deploy.payment", [given.id], told)
