"""RabbitMQ of a Debian release, unpacked into a folder of its own, beside whatever the machine itself has.

So one machine runs the broker of Debian 12 and that of Debian 13. Nothing is installed and no rights are needed: the
packages come by apt with lists of its own from the mirror that the machine uses, and apt checks their signatures. The
unpacked programs start with the C library and the other libraries of their own release, because `patchelf` has written
the folder's paths into them; that is why a folder that was moved is made anew.
"""

import shutil
import subprocess
from pathlib import Path

from deploy.launcher.host.progress import Progress
from deploy.provisioning.errors import SetupError
from deploy.provisioning.private_files import private_folder

KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
PACKAGES = ("rabbitmq-server", "patchelf")
MAIN_ARCHIVE = ("bookworm", "trixie", "oldstable", "stable")
"""Names under which a machine's sources list the mirror's main archive; security and updates are others."""

_CONFIGURATION = """\
Dir::Etc::sourcelist "{folder}/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
Dir::State::lists "{folder}/lists";
Dir::State::status "{folder}/status";
Dir::Cache "{folder}/cache";
Acquire::Languages "none";
APT::Install-Recommends "0";
APT::Sandbox::User "";
"""


def unpacked(release: str, home: Path, progress: Progress) -> Path:
    """Returns the folder with RabbitMQ of the release (`trixie`) below `home`, which is made when missing.

    Takes some ten seconds and 150 MB. Raises SetupError with the reason when it cannot be had.
    """
    root, stamp = home / release, home / f"{release}.made"
    if stamp.exists() and stamp.read_text() == str(root) and root.exists():
        return root
    with progress.step(f"RabbitMQ of Debian {release}: unpacking beside the machine's own"):
        stamp.unlink(missing_ok=True)
        shutil.rmtree(root, ignore_errors=True)
        private_folder(root)
        files = _downloaded(release, private_folder(home / f"{release}-apt"))
        for file in files:
            _run(["dpkg", "-x", str(file), str(root)])
        _use_own_libraries(root)
        stamp.write_text(str(root))
        shutil.rmtree(home / f"{release}-apt")
    return root


def _downloaded(release: str, folder: Path) -> list[Path]:
    """The packages with everything that they need, as if nothing were installed yet."""
    if not shutil.which("apt-get"):
        raise SetupError("there is no apt-get")
    for name in ("lists/partial", "cache/archives/partial"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "status").touch()
    (folder / "sources.list").write_text(f"deb [signed-by={KEYRING}] {_mirror()} {release} main\n")
    configuration = folder / "apt.conf"
    configuration.write_text(_CONFIGURATION.format(folder=folder))
    apt = ["env", f"APT_CONFIG={configuration}", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    _run([*apt, "update", "-o", "APT::Update::Error-Mode=any"])
    _run([*apt, "install", "-y", "--download-only", *PACKAGES])
    return sorted((folder / "cache" / "archives").glob("*.deb"))


def _mirror() -> str:
    """The address from which the machine itself takes Debian's main archive."""
    listed = _run(["apt-get", "indextargets", "--format", "$(RELEASE) $(COMPONENT) $(REPO_URI)"])
    for line in listed.splitlines():
        release, component, address = line.split(" ", 2)
        if release in MAIN_ARCHIVE and component == "main":
            return address
    raise SetupError("apt of this machine has no mirror of Debian 12 or 13")


def _use_own_libraries(root: Path) -> None:
    """Erlang's programs take the loader and the libraries below the root, its scripts their home there."""
    loader = next(iter(sorted(root.rglob("ld-linux-*.so.*"))), None)
    erlang = root / "usr/lib/erlang"
    if loader is None or not erlang.exists():
        raise SetupError("the packages hold no C library or no Erlang")
    folders = sorted({str(path.parent) for name in ("libc.so.6", "libcrypto.so.3") for path in root.rglob(name)})
    libraries = ":".join(folders)
    patch = [str(loader), "--library-path", libraries, str(root / "usr/bin/patchelf"), "--set-rpath", libraries]
    for file in sorted(path for path in erlang.rglob("*") if path.is_file() and not path.is_symlink()):
        with file.open("rb") as opened:
            start = opened.read(20)
        if start.startswith(b"\x7fELF"):
            program = [] if ".so" in file.name else ["--set-interpreter", str(loader)]
            _run([*patch, *program, str(file)])
        elif start.startswith(b"#!") and "ROOTDIR=/usr/lib/erlang" in (script := file.read_text(encoding="utf-8")):
            file.write_text(script.replace("=/usr/lib/erlang", f"={erlang}"), encoding="utf-8")


def _run(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
    if done.returncode:
        said = (done.stderr.strip() or done.stdout.strip()).splitlines()
        raise SetupError(f"{' '.join(command[:6])} failed: {said[-1] if said else done.returncode}")
    return done.stdout
