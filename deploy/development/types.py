"""`./cabinet types`: runs mypy over everything but the tests. The first run takes about 20 s, the next ones less."""

import argparse
import os

from deploy.development.steps import finish, program, step

TYPED = ("contracts", "chassis", "intake", "wording", "services", "gateway", "deploy")
CHECK = ("mypy", [program("mypy"), *TYPED])


def run(_given: argparse.Namespace) -> int:
    return finish([step(*CHECK, dict(os.environ))])
