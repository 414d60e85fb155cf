"""Installs packages of the distribution when something is missing and we may.

Debian starts the servers it installs. They would take the standard ports of the machine, so a
`policy-rc.d` that forbids it stands for the time of the installation only.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.launcher.host.paths import HOME, ROOT
from deploy.launcher.host.privileges import is_root
from deploy.launcher.host.progress import Progress
from deploy.provisioning.errors import SetupError
from deploy.provisioning.private_files import private_folder

POLICY = Path("/usr/sbin/policy-rc.d")


LIST = ROOT / "deploy" / "debian.txt"
"""What the system needs from the distribution, by purpose; `./cabinet` reads it as well."""


def needed(*purposes: str) -> list[str]:
    """The packages for these purposes; for all of them when none is named."""
    rows = (line.split(":") for line in LIST.read_text(encoding="utf-8").splitlines())
    lists = {purpose: names.split() for purpose, names in rows}
    return [name for purpose in purposes or lists for name in lists[purpose]]


def ensure(purposes: tuple[str, ...], why: str, progress: Progress) -> None:
    """Install what these purposes need and is not there yet.

    Raises SetupError with the command to run when we have no right or no way to install.
    """
    missing = [name for name in needed(*purposes) if not is_installed(name)]
    if not missing:
        return
    by_hand = f"apt-get install -y --no-install-recommends {' '.join(missing)}"
    if not shutil.which("apt-get"):
        raise SetupError(f"{why} : install the equivalents of {', '.join(missing)}")
    if not is_root():
        everything = " ".join(name for name in needed() if not is_installed(name))
        raise SetupError(
            f"{why}: something is missing. Run as root:\n"
            f"  apt-get update && apt-get install -y --no-install-recommends {everything}\n"
            "and repeat this command; or give DATABASE_URL and AMQP_URL of servers that exist"
        )
    with progress.step(f"installing {why}: {' '.join(missing)}"):
        log = private_folder(HOME / "logs") / "apt.log"
        with servers_kept_down(), log.open("a", encoding="utf-8") as out:
            if _apt(["update", "-qq"], out) or _apt(["install", "-y", "-qq", "--no-install-recommends", *missing], out):
                raise SetupError(f"{by_hand} failed; its output is in {log}. Is the network there?")


def is_installed(name: str) -> bool:
    query = ["dpkg-query", "-W", "-f", "${Status}", name]
    if not shutil.which(query[0]):
        return False
    found = subprocess.run(query, capture_output=True, text=True, check=False)
    return found.stdout == "install ok installed"


@contextmanager
def servers_kept_down() -> Iterator[None]:
    """While inside, packages may not start their servers; the machine's own policy comes back after."""
    aside = POLICY.with_suffix(".before-cabinet")
    if POLICY.exists():
        POLICY.rename(aside)
    POLICY.write_text("#!/bin/sh\nexit 101\n")
    POLICY.chmod(0o755)
    try:
        yield
    finally:
        POLICY.unlink(missing_ok=True)
        if aside.exists():
            aside.rename(POLICY)


def _apt(arguments: list[str], out: object) -> int:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    command = ["apt-get", "-o", "DPkg::Lock::Timeout=120", *arguments]
    return subprocess.run(command, stdout=out, stderr=out, env=environment, check=False).returncode  # type: ignore[call-overload,no-any-return]
