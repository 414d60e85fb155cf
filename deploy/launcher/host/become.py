"""Hands a command over to another module, which replaces this process. Imports little, to be quick."""

import os
import sys

from deploy.launcher.host.paths import ROOT


def become(module: str, words: list[str], environment: dict[str, str] | None = None) -> int:
    """Replace this process with `python -m module words`; does not return."""
    os.chdir(ROOT)
    if environment is None:
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
    os.execve(sys.executable, [sys.executable, "-m", module, *words], environment)  # noqa: S606 - no shell is the point
