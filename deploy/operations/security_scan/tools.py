"""The scanners' own environment, and running one of them with a bound in time."""

import subprocess
import sys
from pathlib import Path

from deploy.launcher.host.paths import HOME, ROOT
from deploy.launcher.host.privileges import tied
from deploy.launcher.host.progress import Progress
from deploy.provisioning.errors import SetupError
from deploy.provisioning.private_files import private_folder

FOLDER = HOME / "security-scan"
LIST = Path(__file__).with_name("tools.txt")


def program(name: str) -> str:
    return str(FOLDER / "venv" / "bin" / name)


def install(progress: Progress) -> None:
    """Make the environment, unless it is there for this very list. Raises SetupError when the index is out of reach."""
    stamp = private_folder(FOLDER) / "tools"
    if stamp.exists() and stamp.read_text() == LIST.read_text():
        return
    uv = str(Path(sys.executable).with_name("uv"))
    with progress.step("installing the scanners"):
        for command in (
            [uv, "venv", "-q", "--clear", "--python", sys.executable, str(FOLDER / "venv")],
            [uv, "pip", "install", "-q", "--python", program("python"), "-r", str(LIST)],
        ):
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                raise SetupError(f"the scanners could not be installed: {done.stderr.strip()[-400:]}")
    stamp.write_text(LIST.read_text())


def output(command: list[str], seconds: float, **environment: str) -> str:
    """Standard output of the command, whatever its exit code. Raises TimeoutExpired after the time."""
    variables = {"PATH": "/usr/bin:/bin", "HOME": str(FOLDER), "LANG": "C.UTF-8"} | environment
    done = subprocess.run(
        tied(command), cwd=ROOT, env=variables, capture_output=True, text=True, timeout=seconds, check=False,
        stdin=subprocess.DEVNULL,
    )  # fmt: skip
    return done.stdout + (f"\n{done.stderr}" if not done.stdout.strip() else "")
