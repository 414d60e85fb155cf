"""`./cabinet bank-sandbox --port N`: the bank's sandbox alone; prints its credentials and test cards."""

import argparse

from deploy.local.passing import become


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(words=[])


def run(given: argparse.Namespace) -> int:
    return become("deploy.bank_sandbox", given.words)
