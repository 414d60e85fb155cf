"""`python -m deploy.demo --url PORTAL --mailbox MAILBOX`: play the main job, step by step."""

import argparse
import sys
import time

import urllib3

from deploy.demo.portal import Portal, Refused
from deploy.demo.story import Story


def main() -> int:
    parser = argparse.ArgumentParser(prog="demo", description="Play the main job against a running system.")
    parser.add_argument("--url", required=True, help="address of the portal")
    parser.add_argument("--mailbox", required=True, help="address of the mailbox page")
    parser.add_argument("--account", help="a free account number; without it the town is searched for one")
    parser.add_argument("--insecure", action="store_true", help="take the proxy's own certificate")
    given = parser.parse_args()
    if given.insecure:
        urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)
    started = time.monotonic()

    def tell(line: str) -> None:
        print(f"[{time.monotonic() - started:5.1f} s] {line}", flush=True)

    portal = Portal(given.url.rstrip("/"), verify=not given.insecure)
    try:
        Story(portal, given.mailbox.rstrip("/"), tell).play(given.account)
    except (Refused, TimeoutError, AssertionError, RuntimeError) as problem:
        tell(f"✗ {problem}")
        return 1
    tell("✓ the main job works")
    return 0


sys.exit(main())
