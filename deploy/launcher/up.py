"""`./cabinet up`: from nothing to a running portal, in the foreground until Ctrl-C."""

import argparse
import os
import signal
import subprocess
import sys
import time
from types import FrameType

from deploy.launcher import demonstration, migrations, state, system
from deploy.launcher.host.paths import HOME, ROOT
from deploy.launcher.host.progress import Progress
from deploy.launcher.processes import STAGES
from deploy.launcher.supervision.supervisor import Supervisor
from deploy.launcher.welcome import welcome
from deploy.provisioning.private_files import private_folder

GIVEN = ("DATABASE_URL", "AMQP_URL", "AMQP_MANAGEMENT_URL")
START_S = 120


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--accounts", type=int, default=300, metavar="N", help="households of the demonstration town")
    parser.add_argument("--port", type=int, metavar="P", help="port of the portal (default: 8080 or the next free one)")
    parser.add_argument("--detach", action="store_true", help="return when the portal runs; ./cabinet down stops it")


def run(given: argparse.Namespace) -> int:
    if given.detach:
        return detach(given)
    lock = state.lock()
    progress = Progress()
    running = state.Running(os.getpid(), servers={name: os.environ[name] for name in GIVEN if name in os.environ})
    supervisor = Supervisor(HOME / "logs", progress.say, lambda: running.save(supervisor))
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, interrupt)
    try:
        bring_up(supervisor, running, progress, given)
        supervisor.run(until=lambda: False)
    except KeyboardInterrupt:
        return 0
    finally:
        for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(name, signal.SIG_IGN)
        progress.say("stopping")
        supervisor.stop()
        state.FILE.unlink(missing_ok=True)
        progress.say("stopped")
        lock.close()
    return 0


def interrupt(_signal: int, _frame: FrameType | None) -> None:
    """Treat a signal as Ctrl-C."""
    raise KeyboardInterrupt


def bring_up(
    supervisor: Supervisor, running: state.Running, progress: Progress, given: argparse.Namespace
) -> system.System:
    """Servers, databases, broker, processes, town; returns when the portal answers."""
    system.install_missing(progress, "printer")
    found = system.locate(progress, starting=True)
    system.choose_gateway_port(found.ports, given.port)
    own = [spec for spec in (found.postgres.spec, *found.rabbit.specs) if spec]
    if own:
        with progress.step(f"starting {', '.join(spec.name for spec in own)}"):
            supervisor.start(*own)
            supervisor.wait_ready(START_S)
    with progress.step("databases and broker users"):
        found.prepare_databases()
        found.prepare_broker()
    with progress.step("migrations and topology"):
        migrations.run(found)
    for stage in STAGES:
        with progress.step(f"starting {', '.join(process.name for process in stage)}"):
            supervisor.start(*(found.spec(process) for process in stage))
            supervisor.wait_ready(START_S)
    demonstration.fill(found, progress, given.accounts)
    running.addresses = welcome(found)
    running.ready = True
    running.save(supervisor)
    return found


def detach(given: argparse.Namespace) -> int:
    """Run the same command in the background and show its output until the portal answers."""
    log = private_folder(HOME / "logs") / "cabinet.log"
    command = [sys.executable, "-m", "deploy", "up", "--accounts", str(given.accounts)]
    command += ["--port", str(given.port)] if given.port else []
    with log.open("wb") as out:
        launched = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True
        )
    with log.open() as shown:
        while True:
            sys.stdout.write(shown.read())
            sys.stdout.flush()
            now = state.current()
            if now and now.pid == launched.pid and now.ready:
                sys.stdout.write(shown.read())
                return 0
            if launched.poll() is not None:
                sys.stdout.write(shown.read())
                return launched.returncode or 1
            time.sleep(0.2)
