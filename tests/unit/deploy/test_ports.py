"""Ports stay the same from run to run, unless somebody else took one meanwhile."""

import socket
from pathlib import Path

from deploy.launcher.host.ports import FIRST, LAST, Ports, is_free


def test_a_port_is_remembered_and_below_the_range_of_outgoing_connections(tmp_path: Path) -> None:
    first = Ports(tmp_path / "ports.json")["gateway"]
    assert first == Ports(tmp_path / "ports.json")["gateway"]
    assert FIRST <= first < LAST < 32768


def test_two_names_never_share_a_port(tmp_path: Path) -> None:
    ports = Ports(tmp_path / "ports.json")
    assert len({ports[f"process {number}"] for number in range(50)}) == 50


def test_a_port_that_somebody_took_is_replaced(tmp_path: Path) -> None:
    ports = Ports(tmp_path / "ports.json")
    taken = ports["gateway"]
    with socket.socket() as other:
        other.bind(("127.0.0.1", taken))
        other.listen()
        assert not is_free(taken)
        assert ports.renew_taken() == ["gateway"]
        assert ports["gateway"] != taken
