"""A port that somebody takes between its drawing and the start of its process is drawn again."""

import socket
import sys
from pathlib import Path

import pytest

from deploy.launcher.host.ports import Ports, is_free
from deploy.launcher.redraw import ATTEMPTS, redrawing
from deploy.launcher.supervision.child import Spec
from deploy.launcher.supervision.supervisor import Supervisor
from deploy.provisioning.errors import SetupError


def test_a_taken_port_is_drawn_again_and_everything_starts_on_the_new_one(
    tmp_path: Path, processes: Supervisor
) -> None:
    file, said, thieves = tmp_path / "ports.json", list[str](), list[socket.socket]()

    def start() -> int:
        ports = Ports(file)
        ports.renew_taken()
        port = ports["web"]
        if not thieves:
            thieves.append(socket.create_server(("127.0.0.1", port)))
        command = [sys.executable, "-m", "http.server", "--bind", "127.0.0.1", str(port)]
        processes.start(Spec("web", command, {"PATH": "/usr/bin"}, ready=lambda: thieves[0].getsockname()[1] != port))
        processes.wait_ready(20)
        return port

    try:
        port = redrawing(processes, lambda: Ports(file).renew_taken(), said.append, start)
        assert port != thieves[0].getsockname()[1]
        assert [child.spec.name for child in processes.children] == ["web"], "the first attempt is gone"
        assert said == ["ports of web were taken by others; choosing other ones and starting again"]
    finally:
        thieves[0].close()


def test_a_failure_for_another_reason_is_raised_at_once(processes: Supervisor) -> None:
    tries = list[int]()

    def start() -> None:
        tries.append(1)
        raise SetupError("no disk")

    with pytest.raises(SetupError, match="no disk"):
        redrawing(processes, list, print, start)
    assert len(tries) == 1


def test_it_gives_up_when_every_port_is_taken(processes: Supervisor) -> None:
    tries = list[int]()

    def start() -> None:
        tries.append(1)
        raise SetupError("port 1 of web is taken")

    with pytest.raises(SetupError, match="port 1"):
        redrawing(processes, lambda: ["web"], print, start)
    assert len(tries) == ATTEMPTS


def test_a_port_in_use_is_seen(tmp_path: Path) -> None:
    ports = Ports(tmp_path / "ports.json")
    with socket.create_server(("127.0.0.1", ports["web"])):
        assert not is_free(ports["web"])
        assert ports.renew_taken() == ["web"]
