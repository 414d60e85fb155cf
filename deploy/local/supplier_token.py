"""`./cabinet supplier-token LOGIN NAME`: a token with which the supplier's own system hands over its files."""

import argparse

from deploy.local.passing import become
from deploy.local.processes import WORKERS
from deploy.local.progress import Progress
from deploy.local.system import locate


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("login", help="the accountant at the desk who answers for it")
    parser.add_argument("name", help="what it is for")
    parser.add_argument("--days", default="365", help="how long it works, 365 if left out")


def run(given: argparse.Namespace) -> int:
    auth = next(process for process in WORKERS if process.name == "auth")
    words = ["issue-token", given.login, given.name, "--days", given.days]
    return become("services.auth", words, locate(Progress()).environment(auth))
