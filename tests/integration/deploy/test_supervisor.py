"""The supervisor with small stand-in processes: restarts, refusals, clean ends."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from deploy.launcher.host.paths import ROOT
from deploy.launcher.host.ports import free_port
from deploy.launcher.host.privileges import tied
from deploy.launcher.supervision import supervisor as module
from deploy.launcher.supervision.child import Spec
from deploy.launcher.supervision.health import open_port
from deploy.launcher.supervision.supervisor import Supervisor
from deploy.provisioning.errors import SetupError

SERVE = """
import http.server, sys
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), http.server.SimpleHTTPRequestHandler).serve_forever()
"""


def python(code: str, *words: str) -> list[str]:
    return tied([sys.executable, "-c", code, *words])


def serving(name: str, port: int) -> Spec:
    return Spec(name, python(SERVE, str(port)), dict(os.environ), ready=lambda: open_port(port))


def gone(pid: int) -> bool:
    status = Path(f"/proc/{pid}/stat")
    return not status.exists() or status.read_text().rpartition(")")[2].split()[0] == "Z"


def wait_for(question, seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not question():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def test_a_killed_process_comes_back(processes: Supervisor) -> None:
    processes.start(serving("shop", free_port()))
    processes.wait_ready(10)
    first = processes.children[0].pid
    os.kill(first, signal.SIGKILL)
    wait_for(lambda: processes.children[0].pid is None)
    processes.wait_ready(10)
    assert processes.children[0].pid not in (None, first)
    assert processes.children[0].restarts == 1


def test_a_process_that_cannot_start_is_refused_with_the_end_of_its_log(processes: Supervisor) -> None:
    command = python("raise SystemExit('DATABASE_URL is missing')")
    processes.start(Spec("broken", command, dict(os.environ), ready=lambda: False))
    processes.start(serving("fine", free_port()))
    with pytest.raises(SetupError, match=r"broken does not start.*\n.*DATABASE_URL is missing"):
        processes.wait_ready(60)


def test_restarts_get_rarer(processes: Supervisor) -> None:
    lines: list[str] = []
    processes.say = lines.append
    processes.start(Spec("unlucky", python("raise SystemExit(1)"), dict(os.environ), ready=lambda: False))
    wait_for(lambda: processes.tick() or len(lines) >= 3)
    assert ["in 0.5 s" in lines[0], "in 1.0 s" in lines[1], "in 2.0 s" in lines[2]] == [True] * 3


def test_what_ignores_its_signal_is_killed_with_all_it_started(tmp_path: Path) -> None:
    code = (
        "import signal,subprocess,sys,time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        "print(subprocess.Popen([sys.executable,'-c','import time; time.sleep(60)']).pid, flush=True); time.sleep(60)"
    )
    supervisor = Supervisor(tmp_path, print)
    supervisor.start(Spec("stubborn", python(code), dict(os.environ), grace_s=0.5))
    log = tmp_path / "stubborn.log"
    wait_for(lambda: log.read_text().strip())
    pids = [supervisor.children[0].pid, int(log.read_text())]
    supervisor.stop()
    wait_for(lambda: all(gone(pid) for pid in pids))


def test_the_last_stage_stops_first(tmp_path: Path) -> None:
    journal = tmp_path / "journal"
    code = (
        "import signal,sys,time\n"
        "def end(*_):\n    open(sys.argv[1],'a').write(sys.argv[2]+' '); sys.exit(0)\n"
        "signal.signal(signal.SIGTERM,end); print('on',flush=True); time.sleep(60)"
    )
    supervisor = Supervisor(tmp_path, print)
    for name in ("database", "service", "gateway"):
        log = tmp_path / f"{name}.log"
        supervisor.start(
            Spec(
                name,
                python(code, str(journal), name),
                dict(os.environ),
                ready=lambda log=log: log.exists() and "on" in log.read_text(),
            )
        )
    supervisor.wait_ready(10)
    supervisor.stop()
    assert journal.read_text().split() == ["gateway", "service", "database"]


@pytest.mark.case("G7")
def test_a_process_that_lives_but_answers_nothing_is_replaced(
    processes: Supervisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LIVENESS_EVERY_S", 0.0)
    spec = Spec("zombie", python("import time; time.sleep(60)"), dict(os.environ), alive=lambda: False)
    processes.start(spec)
    first = processes.children[0].pid
    wait_for(lambda: processes.tick() or processes.children[0].pid not in (None, first))


def test_nothing_outlives_a_supervisor_that_is_killed(tmp_path: Path) -> None:
    code = (
        "import os,sys,time\nfrom pathlib import Path\n"
        "from deploy.launcher.supervision.child import Spec\nfrom deploy.launcher.host.privileges import tied\n"
        "from deploy.launcher.supervision.supervisor import Supervisor\n"
        f"s=Supervisor(Path({str(tmp_path)!r}),print)\n"
        "s.start(Spec('child',tied(['sleep','60']),dict(os.environ)))\n"
        "print(s.children[0].pid,flush=True); time.sleep(60)"
    )
    launcher = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert launcher.stdout is not None
    child = int(launcher.stdout.readline())
    wait_for(lambda: Path(f"/proc/{child}/comm").read_text().strip() == "sleep")
    launcher.kill()
    launcher.wait()
    wait_for(lambda: gone(child))


def test_a_restart_that_was_asked_for_renews_the_process_and_counts_as_no_failure(processes: Supervisor) -> None:
    processes.start(serving("shop", free_port()), serving("office", free_port()))
    processes.wait_ready(10)
    shop, office = (child.pid for child in processes.children)
    processes.restart(["shop"])
    assert processes.children[0].state in ("starting", "restarting")  # by whether it has ended already
    wait_for(lambda: (processes.tick(), processes.children[0].pid not in (None, shop))[1])
    processes.wait_ready(10)
    assert (processes.children[0].restarts, processes.children[1].pid) == (0, office)
