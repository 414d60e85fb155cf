"""`./cabinet mutants`: changes the rules of charging one place at a time and counts what the tests notice."""

import argparse

from deploy.local.passing import become


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(words=[])


def run(given: argparse.Namespace) -> int:
    return become("tests.mutants", given.words)
