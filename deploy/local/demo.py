"""`./cabinet demo`: plays the main job against a running portal and prints each step."""

import argparse

from deploy.local import state
from deploy.local.passing import become
from deploy.local.progress import SetupError


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--url", help="address of the portal (default: the one that runs here)")
    parser.add_argument("--mailbox", help="address of its mailbox page (default: the one that runs here)")
    parser.add_argument("--insecure", action="store_true", help="take the certificate that the proxy made for itself")
    parser.add_argument("--account", help="register this account instead of the first free one of the town")


def run(given: argparse.Namespace) -> int:
    running = state.current()
    known = running.addresses if running else {}
    url, mailbox = given.url or known.get("portal"), given.mailbox or known.get("mailbox")
    if not url or not mailbox:
        raise SetupError("nothing runs here; start ./cabinet up, or give --url and --mailbox")
    words = ["--url", url, "--mailbox", mailbox, *(["--insecure"] if given.insecure else [])]
    return become("deploy.demo", words + (["--account", given.account] if given.account else []))
