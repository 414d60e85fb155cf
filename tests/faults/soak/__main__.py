"""`python -m tests.faults.soak SEED MINUTES BANK`: a soak on a system of its own, with a database server and a broker
that may be killed. Exit code 1 when anything was lost, doubled or stuck; the logs stay in any case."""

import shutil
import signal
import sys
import tempfile
from pathlib import Path

from deploy.launcher.up import interrupt
from tests.faults.soak.banks import contrary
from tests.faults.soak.plan import CONTRARY
from tests.faults.soak.report import Report
from tests.faults.soak.run import soak
from tests.support.faults.customer_load import newcomer
from tests.support.faults.system_under_fault import stand
from tests.support.server_pool import own_servers

ACCOUNTS = ("180111111", "180111112", "180111113", "180111115")


def main(seed: int, minutes: float, bank: str) -> int:
    folder = Path(tempfile.mkdtemp(prefix=f"cabinet-faults-{seed}-"))
    folder.chmod(0o755)  # PostgreSQL's own user passes through it
    try:
        report = _contrary(folder, seed, minutes) if bank == "contrary" else _run(folder, seed, minutes)
    finally:
        for name in ("own", "cabinet"):
            shutil.rmtree(folder / name, ignore_errors=True)
    print("\n" + "\n".join([*report.lines(), f"logs: {folder / 'logs'}"]))
    return 0 if report.clean else 1


def _run(folder: Path, seed: int, minutes: float) -> Report:
    with own_servers(folder / "own") as servers, stand(servers, folder / "cabinet") as system:
        payers = [newcomer(system.running, account) for account in ACCOUNTS]
        return soak(system, payers, seed, minutes * 60, lambda line: print(line, flush=True))


def _contrary(folder: Path, seed: int, minutes: float) -> Report:
    with (
        contrary(folder, seed) as bank,
        own_servers(folder / "own") as servers,
        stand(servers, folder / "cabinet", **bank.settings) as system,
    ):
        bank.opens(system.running.url)
        payers = [newcomer(system.running, account) for account in ACCOUNTS]
        return soak(system, payers, seed, minutes * 60, lambda line: print(line, flush=True), CONTRARY)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, interrupt)  # whatever ends us, the system that we brought up goes down
    signal.signal(signal.SIGINT, interrupt)  # a background job of a shell ignores it otherwise
    sys.exit(main(int(sys.argv[1]), float(sys.argv[2]), sys.argv[3]))
