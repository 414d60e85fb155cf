"""Servers of our own: found in a closed folder, started, killed, started again, with the rights the design names."""

import os
import signal
import time
from pathlib import Path

import pika
import psycopg
import pytest

from deploy.launcher.host.ports import Ports
from deploy.launcher.host.progress import Progress
from deploy.launcher.servers import rabbitmq
from deploy.provisioning import databases, permissions
from deploy.provisioning.credentials import Credentials


def psycopg_url(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


def test_private_servers_survive_kills_and_keep_what_they_were_told(own_servers, tmp_path) -> None:
    keys = Credentials(tmp_path / "passwords.json")
    with own_servers() as servers:
        made = databases.ensure(servers.postgres.admin_url, "cabinet_billing", keys)
        servers.rabbit.admin.apply(permissions.definitions("cabinet", keys))
        for name in ("postgres", "rabbitmq"):
            pid = servers.pid(name)
            os.kill(pid, signal.SIGKILL)
            while any(child.pid == pid for child in servers.supervisor.children):
                time.sleep(0.05)
        servers.supervisor.wait_ready(60)
        again = databases.ensure(servers.postgres.admin_url, "cabinet_billing", keys)
        assert (again.identity, again.url) == (made.identity, made.url)
        psycopg.connect(psycopg_url(again.url)).close()
        check_broker_rights(servers.rabbit, keys)


def test_a_broker_keeps_its_queues_when_it_was_interrupted_and_its_ports_have_changed(own_servers, tmp_path) -> None:
    with own_servers() as before:
        connection = pika.BlockingConnection(pika.URLParameters(before.rabbit.url))
        connection.channel().queue_declare("kept-through-a-kill", durable=True)
        wait_until_written(tmp_path / "own" / "rabbitmq", b"kept-through-a-kill")
        os.kill(before.pid("rabbitmq"), signal.SIGKILL)
    (tmp_path / "own" / "ports.json").unlink()
    with own_servers() as after:
        assert after.rabbit.url != before.rabbit.url
        connection = pika.BlockingConnection(pika.URLParameters(after.rabbit.url))
        connection.channel().queue_declare("kept-through-a-kill", passive=True)
        connection.close()


def wait_until_written(folder: Path, name: bytes) -> None:
    """Returns when the broker's metadata name the queue: it answers before it has written them."""
    end = time.monotonic() + 30
    while not any(name in content(path) for path in folder.rglob("*") if "msg_stores" not in path.parts):
        assert time.monotonic() < end, "the broker has not written the queue down"
        time.sleep(0.1)


def content(path: Path) -> bytes:
    """Returns nothing for a folder, and for a file that the broker has just removed."""
    try:
        return path.read_bytes()
    except (FileNotFoundError, IsADirectoryError):
        return b""


def test_a_broker_keeps_the_name_that_its_folder_knows(tmp_path) -> None:
    """Folders made before names were the same everywhere."""
    (tmp_path / "mnesia").mkdir()
    (tmp_path / "mnesia" / "cluster_nodes.config").write_text("{[cabinet23456@localhost],[cabinet23456@localhost]}.\n")
    ports, keys = Ports(tmp_path / "ports.json"), Credentials(tmp_path / "passwords.json")
    _, node = rabbitmq.prepare_private(tmp_path, ports, keys, Progress()).specs
    assert node.environment["RABBITMQ_NODENAME"] == "cabinet23456@localhost"


def check_broker_rights(rabbit, keys: Credentials) -> None:
    user, password = keys.pair("rabbitmq:billing", "billing")
    url = rabbit.url_for(user, password, "cabinet")
    connection = pika.BlockingConnection(pika.URLParameters(url))
    connection.channel().queue_declare("rpc-billing", durable=True)
    with pytest.raises(pika.exceptions.ChannelClosedByBroker, match="ACCESS_REFUSED"):
        connection.channel().queue_declare("billing.payments.payment_succeeded", durable=True)
    with pytest.raises(pika.exceptions.ChannelClosedByBroker, match="ACCESS_REFUSED"):
        connection.channel().queue_declare("rpc-auth", durable=True)
    with pytest.raises(pika.exceptions.ChannelClosedByBroker, match="ACCESS_REFUSED"):
        connection.channel().exchange_declare("other", durable=True)
    connection.close()
