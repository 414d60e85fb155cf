"""`./cabinet demo`: plays the main job against a running portal and prints each step."""

import argparse

from deploy.local import state
from deploy.local.passing import become
from deploy.local.progress import SetupError


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--url", help="address of the portal (default: the one that runs here)")
    parser.add_argument("--mailbox", help="address of its mailbox page (default: the one that runs here)")
    parser.set_defaults(words=[])


def run(given: argparse.Namespace) -> int:
    running = state.current()
    known = running.addresses if running else {}
    url, mailbox = given.url or known.get("portal"), given.mailbox or known.get("mailbox")
    if not url or not mailbox:
        raise SetupError("nothing runs here; start ./cabinet up, or give --url and --mailbox")
    return become("deploy.demo", ["--url", url, "--mailbox", mailbox, *given.words])
