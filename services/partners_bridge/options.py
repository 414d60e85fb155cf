"""The options of the partners' command. Standard library only: help is printed before anything is installed."""

import argparse
from datetime import date


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=["list", "add", "change", "rotate", "remove", "replay", "restore"])
    parser.add_argument("name", nargs="?", default="", help="of the partner: small Latin letters, digits, hyphens")
    parser.add_argument("--events", default="", help="names of contracts/partners.py, with commas between them")
    parser.add_argument("--since", type=date.fromisoformat, help="a day of the Moscow calendar, as 2026-11-01")
