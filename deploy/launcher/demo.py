"""`./cabinet demo`: plays the main job against a running portal and prints each step."""

import argparse
import time

import urllib3

from deploy.launcher import state
from deploy.provisioning.errors import SetupError
from deploy.simulators.demo.portal import Portal, Refused
from deploy.simulators.demo.story import Story


def run(given: argparse.Namespace) -> int:
    running = state.current()
    known = running.addresses if running else {}
    url, mailbox = given.url or known.get("portal"), given.mailbox or known.get("mailbox")
    if not url or not mailbox:
        raise SetupError("nothing runs here; start ./cabinet up, or give --url and --mailbox")
    if given.insecure:
        urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)
    started = time.monotonic()

    def tell(line: str) -> None:
        print(f"[{time.monotonic() - started:5.1f} s] {line}", flush=True)

    client = Portal(url.rstrip("/"), verify=not given.insecure)
    try:
        Story(client, mailbox.rstrip("/"), tell).play(given.account)
    except (Refused, TimeoutError, AssertionError, RuntimeError) as problem:
        tell(f"✗ {problem}")
        return 1
    tell("✓ the main job works")
    return 0
