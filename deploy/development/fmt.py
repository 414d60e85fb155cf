"""`./cabinet fmt`: formats the code and sorts its imports."""

import argparse
import os

from deploy.development.steps import finish, program, step

CHANGES = (
    ("imports", [program("ruff"), "check", "--select", "I", "--fix", "."]),
    ("format", [program("ruff"), "format", "."]),
)


def run(_given: argparse.Namespace) -> int:
    return finish([step(name, command, dict(os.environ)) for name, command in CHANGES])
