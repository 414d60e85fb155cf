"""Runs commands as the user they need, and lets none of them outlive the launcher.

`setpriv` (util-linux, part of every Debian) does both: `--pdeathsig` makes the kernel signal the
command when the process that started it dies in any way, `kill -9` included.
"""

import os
import pwd
import shutil
import subprocess
from pathlib import Path

from deploy.provisioning.errors import SetupError


def is_root() -> bool:
    return os.geteuid() == 0


def tied(command: list[str], death_signal: str = "TERM") -> list[str]:
    """The command, to be signalled as soon as its parent is gone."""
    return [_setpriv(), "--pdeathsig", death_signal, *command]


def as_user(user: str, folder: Path, command: list[str], death_signal: str = "TERM") -> list[str]:
    """The command as an ordinary user when we are root, else unchanged; tied to its parent either way.

    A project below a closed home folder (`/root`, `/home/somebody`) cannot be reached by that user.
    Then the command alone gets the right to pass through closed folders; it stays an ordinary user.
    """
    if not is_root():
        return tied(command, death_signal)
    change = [_setpriv(), "--reuid", user, "--regid", str(pwd.getpwnam(user).pw_gid), "--init-groups"]
    if subprocess.run([*change, "test", "-x", str(folder)], check=False).returncode:
        change += ["--inh-caps", "+dac_override", "--ambient-caps", "+dac_override"]
    return [*change, "--pdeathsig", death_signal, *command]


def own(folder: Path, user: str) -> None:
    """Give the folder to the user when we are root."""
    if is_root():
        shutil.chown(folder, user, pwd.getpwnam(user).pw_gid)


def _setpriv() -> str:
    path = shutil.which("setpriv")
    if not path:
        raise SetupError("the command setpriv is missing; install the package util-linux")
    return path
