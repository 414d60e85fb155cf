"""`./cabinet up`: sets everything up from nothing and runs the portal in the foreground until Ctrl-C.

Settings of your environment reach the processes that declare them (docs/settings.md); a variable that looks like a
setting and is none is reported. With --reload a changed source file or template restarts the processes made of it.
"""

import argparse
import os
import signal
import subprocess
import sys
import time
from types import FrameType

from deploy.launcher import changes, demonstration, migrations, prometheus, settings, state, system
from deploy.launcher.host.paths import HOME, ROOT
from deploy.launcher.host.ports import Ports
from deploy.launcher.host.progress import Progress
from deploy.launcher.processes import STAGES, TRACE_VIEWER, TRACES, Process
from deploy.launcher.redraw import redrawing
from deploy.launcher.supervision.supervisor import Supervisor
from deploy.launcher.welcome import welcome
from deploy.provisioning.private_files import private_folder

ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"
GIVEN = ("DATABASE_URL", "AMQP_URL", "AMQP_MANAGEMENT_URL")
START_S = 120
TICK_S, RELOAD_EVERY_S = 0.2, 1.0


def run(given: argparse.Namespace) -> int:
    if given.detach:
        return detach(given)
    lock = state.lock()
    progress = Progress()
    running = state.Running(os.getpid(), servers={name: os.environ[name] for name in GIVEN if name in os.environ})
    supervisor = Supervisor(HOME / "logs", progress.say, lambda: running.save(supervisor))
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, interrupt)
    if given.empty:
        # Bills that are meant are not published with the requisites of nobody.
        os.environ.setdefault("DEMONSTRATION", "0")
    try:
        warn_of_unknown_settings(progress)
        system.install_missing(progress, "printer", *(["monitoring"] if given.dashboards else []))
        found = redrawing(
            supervisor,
            lambda: Ports(system.PORTS_FILE).renew_taken(),
            progress.say,
            lambda: bring_up(supervisor, progress, given),
        )
        if given.empty:
            demonstration.begin_empty(found)
        else:
            demonstration.fill(found, progress, given.accounts)
        more = {"prometheus": prometheus.PROMETHEUS} if given.dashboards else {}
        running.addresses = welcome(found, more | ({"traces": TRACES} if given.traces else {}))
        running.ready = True
        running.save(supervisor)
        watch(supervisor, progress, given.reload)
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


def warn_of_unknown_settings(progress: Progress) -> None:
    for name, meant in settings.unknown(os.environ).items():
        progress.say(f"{name} is no setting of any process, ignored" + (f"; did you mean {meant}?" if meant else ""))


def bring_up(supervisor: Supervisor, progress: Progress, given: argparse.Namespace) -> system.System:
    """Starts servers and processes; returns when the portal answers. Raises SetupError when one does not start."""
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
        if unknown := found.restore_partners():
            progress.say(f"partners without a password on this broker: {', '.join(unknown)}; ./cabinet partner rotate")
    if given.traces:
        os.environ[ENDPOINT] = found.fill(TRACES)
    if given.dashboards:
        prometheus.prepare(found.home, lambda process: found.ports[process.listens or f"{process.name} health"])
    for stage in stages(given):
        with progress.step(f"starting {', '.join(process.name for process in stage)}"):
            specs = [found.spec(process) for process in stage]
            found.check_ports(stage)
            supervisor.start(*specs)
            supervisor.wait_ready(START_S)
    return found


def stages(given: argparse.Namespace) -> tuple[tuple[Process, ...], ...]:
    """What starts, one stage after the other: the viewer of traces before all that sends to it, Prometheus after all
    that it reads."""
    before = ((TRACE_VIEWER,),) if given.traces else ()
    after = ((prometheus.PROCESS,),) if given.dashboards else ()
    return (*before, *STAGES, *after)


def watch(supervisor: Supervisor, progress: Progress, reload: bool) -> None:
    """Keeps the processes running until the launcher is interrupted; restarts those that are asked for or changed."""
    processes = [process for stage in STAGES for process in stage]
    sources = changes.Watch(folder for process in processes if reload for folder in process.sources)
    next_look = time.monotonic()
    while True:
        supervisor.tick()
        supervisor.restart(state.requested_restarts())
        if reload and time.monotonic() > next_look:
            next_look = time.monotonic() + RELOAD_EVERY_S
            changed = sources.changed()
            names = [process.name for process in processes if changed & set(process.sources)]
            if names:
                progress.say(f"changed: {', '.join(sorted(changed))}")
                supervisor.restart(names)
        time.sleep(TICK_S)


def detach(given: argparse.Namespace) -> int:
    """Run the same command in the background and show its output until the portal answers."""
    log = private_folder(HOME / "logs") / "cabinet.log"
    command = [sys.executable, "-m", "deploy", "up", "--accounts", str(given.accounts)]
    command += ["--traces"] if given.traces else []
    command += ["--dashboards"] if given.dashboards else []
    command += ["--port", str(given.port)] if given.port else []
    command += ["--reload"] if given.reload else []
    command += ["--empty"] if given.empty else []
    log.touch(0o600)
    log.chmod(0o600)  # it shows what the first staff account is
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
