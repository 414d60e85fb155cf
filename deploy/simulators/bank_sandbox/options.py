"""The options of the sandbox. Standard library only: help is printed before anything is installed."""

import argparse
import os
import secrets
from pathlib import Path


def arguments(parser: argparse.ArgumentParser) -> None:
    """Secrets may come from the environment too: a command line is visible to other users of the machine."""
    env = os.environ
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--public-url", help="address of the sandbox for browsers, if it differs from host and port")
    parser.add_argument("--user", default="cabinet-api")
    parser.add_argument("--password", default=env.get("BANK_PASSWORD") or secrets.token_urlsafe(15))
    parser.add_argument("--token", default=env.get("BANK_TOKEN") or secrets.token_urlsafe(15))
    parser.add_argument("--callback-url", help="where to send callbacks about operations")
    parser.add_argument("--callback-token", default=env.get("BANK_CALLBACK_TOKEN"), help="key of their checksum")
    parser.add_argument("--callback-retry-seconds", type=float, help="default: 60 (gateway) or 30 (classic)")
    parser.add_argument("--max-kopecks", type=int, default=10_000_000, help="ceiling of one operation")
    parser.add_argument("--session-seconds", type=int, default=1200, help="lifetime of an order")
    parser.add_argument("--journal", type=Path, help="file that keeps the books over a restart")
    variant = "an installation's difference, such as deposited=gross; README.md lists them (repeatable)"
    parser.add_argument("--variant", action="append", default=[], metavar="NAME=VALUE", help=variant)
