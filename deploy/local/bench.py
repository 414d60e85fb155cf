"""`./cabinet bench`: measures the portal against plain equivalents in one run and prints the ratios."""

import argparse

from deploy.local.passing import become


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(words=[])


def run(given: argparse.Namespace) -> int:
    return become("tests.bench", given.words)
