"""`./cabinet lint`: runs ruff, the format check and the import contracts. Takes seconds; changes nothing."""

import argparse
import os

from deploy.development.steps import finish, program, step

CHECKS = (
    ("ruff check", [program("ruff"), "check", "."]),
    ("ruff format", [program("ruff"), "format", "--check", "."]),
    ("import contracts", [program("lint-imports")]),
)


def run(_given: argparse.Namespace) -> int:
    return finish([step(name, command, dict(os.environ)) for name, command in CHECKS])
