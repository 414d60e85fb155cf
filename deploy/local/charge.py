"""`./cabinet charge`: prices bills by the rules of billing: one JSON object a line in, one a line out."""

import argparse

from deploy.local.passing import become


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(words=[])


def run(given: argparse.Namespace) -> int:
    return become("deploy.charge", given.words)
