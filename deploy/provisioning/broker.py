"""Administers a RabbitMQ server: virtual hosts, users, permissions and policies as one definitions document.

The document is the same for both ways in: the management plugin's HTTP API, or `rabbitmqctl` for
root on the broker's own machine when the plugin is off (Debian's default).
"""

import base64
import hashlib
import json
import os
import shutil
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote, unquote, urlsplit

from chassis.amqp.address import nodes
from deploy.provisioning.errors import SetupError

Definitions = dict[str, list[dict[str, Any]]]
LARGEST_MESSAGE = 16 * 1024 * 1024
"""Bytes. An appeal with five files of 2 MiB is the largest message, 14 MB as base64."""
PARTITIONS = "cluster_partition_handling = pause_minority\n"
"""For the configuration of every node: after a split the smaller part stops until it is healed, by itself. Without it
both parts go on and stay apart until somebody restarts one. It changes nothing for a single node."""
PATIENCE_S = 60
"""Definitions of a hundred queues take a busy broker long, and given up halfway they would be sent again."""
PAUSE_S = 0.5
NO_LEADER = "cluster_not_formed"
"""A busy RabbitMQ 4 has found no leader for a quorum queue in time, and has forgotten the queue."""


class Administration(Protocol):
    def apply(self, definitions: Definitions) -> None:
        """Make what the document describes; what exists already is brought into line.

        A user may be given with `password` in clear; it reaches the broker as a hash.
        """

    def remove(self, vhost: str, users: list[str]) -> None:
        """Delete the virtual host with all its queues, and the users. Missing ones are no error."""

    def drop_queue(self, vhost: str, queue: str) -> None:
        """Delete the queue with what waits in it. A missing one is no error."""

    def limit(self, user: str, connections: int, channels: int) -> None:
        """Bound how many connections and channels the user may have open at the same time."""

    def disconnect(self, user: str) -> None:
        """End the user's connections: they were opened with a password that is no longer good."""

    def password_hash(self, user: str) -> str | None:
        """Returns what the broker keeps of the user's password; None for a user it does not know."""


@dataclass(frozen=True)
class Management:
    """The HTTP API of the management plugin."""

    url: str
    user: str
    password: str

    def apply(self, definitions: Definitions) -> None:
        document = hashed(definitions)
        until_made(lambda: self._import(document))

    def _import(self, document: Definitions) -> str:
        """Why it must be done again; empty when everything is there."""
        try:
            self.request("POST", "/api/definitions", document)
        except urllib.error.HTTPError as error:
            words = error.read(2000).decode("utf-8", "replace")
            if error.code < HTTPStatus.INTERNAL_SERVER_ERROR and NO_LEADER not in words and not self._missing(document):
                raise SetupError(f"the broker does not take the definitions: {error.code} {words}") from None
            return f"{error.code} {words}"
        except OSError as failure:  # no answer in time; what it goes on making is no harm to ask for again
            return str(failure) or type(failure).__name__
        return ", ".join(self._missing(document))

    def _missing(self, document: Definitions) -> list[str]:
        """Names of queues that the broker was told to make and does not have."""
        wanted = [(str(queue["vhost"]), str(queue["name"])) for queue in document.get("queues", [])]
        there = {vhost: self._queues(vhost) for vhost in {vhost for vhost, _ in wanted}}
        return [name for vhost, name in wanted if name not in there[vhost]]

    def _queues(self, vhost: str) -> set[str]:
        """An administrator may list what is in a virtual host that is not open to them; one queue could not be asked
        for. Empty while there is no such virtual host, and while the broker fails."""
        try:
            listed = self.request("GET", f"/api/queues/{quote(vhost, safe='')}?columns=name&disable_stats=true")
        except urllib.error.HTTPError as error:
            if error.code >= HTTPStatus.INTERNAL_SERVER_ERROR or error.code == HTTPStatus.NOT_FOUND:
                return set()
            raise
        return {str(queue["name"]) for queue in listed}

    def remove(self, vhost: str, users: list[str]) -> None:
        for path in [f"/api/vhosts/{quote(vhost, safe='')}", *(f"/api/users/{quote(user)}" for user in users)]:
            self._delete(path)

    def drop_queue(self, vhost: str, queue: str) -> None:
        self._delete(f"/api/queues/{quote(vhost, safe='')}/{quote(queue, safe='')}")

    def limit(self, user: str, connections: int, channels: int) -> None:
        for name, value in (("max-connections", connections), ("max-channels", channels)):
            self.request("PUT", f"/api/user-limits/{quote(user)}/{name}", {"value": value})

    def disconnect(self, user: str) -> None:
        self._delete(f"/api/connections/username/{quote(user)}")

    def password_hash(self, user: str) -> str | None:
        try:
            return str(self.request("GET", f"/api/users/{quote(user)}")["password_hash"]) or None
        except urllib.error.HTTPError as error:
            if error.code != 404:
                raise
            return None

    def _delete(self, path: str) -> None:
        try:
            self.request("DELETE", path)
        except urllib.error.HTTPError as error:
            if error.code != 404:
                raise

    def answers(self) -> bool:
        """Whether it lets us administer."""
        try:
            return "administrator" in self.request("GET", "/api/whoami")["tags"]
        except (OSError, ValueError, KeyError, TypeError):
            return False

    def version(self) -> str:
        """Returns RabbitMQ's version, such as 4.0.5."""
        return str(self.request("GET", "/api/overview")["rabbitmq_version"])

    def request(self, method: str, path: str, body: object = None) -> Any:
        """One call; raises urllib's errors. The decoded answer, None when it is empty."""
        token = base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
        request = urllib.request.Request(  # noqa: S310 - the address is the operator's own setting
            self.url.rstrip("/") + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Basic {token}", "Content-Type": "application/json"},
        )
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=PATIENCE_S) as answer:
            text = answer.read()
        return json.loads(text) if text else None


@dataclass(frozen=True)
class Control:
    """`rabbitmqctl` of the machine's own broker; Debian's wrapper lets root act as the broker's user."""

    program: str = "rabbitmqctl"

    def apply(self, definitions: Definitions) -> None:
        descriptor, name = tempfile.mkstemp(suffix=".json")
        with os.fdopen(descriptor, "w") as out:
            json.dump(hashed(definitions), out)
        try:
            Path(name).chmod(0o644)  # the broker's own user reads it; it holds password hashes only
            until_made(lambda: self._import(name))
        finally:
            Path(name).unlink()

    def _import(self, name: str) -> str:
        try:
            self._run("import_definitions", name)
        except SetupError as failure:
            if NO_LEADER in str(failure):
                return str(failure)
            raise
        return ""

    def remove(self, vhost: str, users: list[str]) -> None:
        for arguments in [("delete_vhost", vhost), *(("delete_user", user) for user in users)]:
            subprocess.run([self.program, "-q", *arguments], capture_output=True, check=False)

    def drop_queue(self, vhost: str, queue: str) -> None:
        subprocess.run([self.program, "-q", "-p", vhost, "delete_queue", queue], capture_output=True, check=False)

    def limit(self, user: str, connections: int, channels: int) -> None:
        self._run("set_user_limits", user, json.dumps({"max-connections": connections, "max-channels": channels}))

    def disconnect(self, user: str) -> None:
        self._run("close_all_user_connections", user, "the password has changed")

    def password_hash(self, user: str) -> str | None:
        descriptor, name = tempfile.mkstemp(suffix=".json")
        os.close(descriptor)
        try:
            self._run("export_definitions", name)
            users = json.loads(Path(name).read_text(encoding="utf-8"))["users"]
        finally:
            Path(name).unlink()
        return next((str(row["password_hash"]) for row in users if row["name"] == user), None)

    def answers(self) -> bool:
        if os.geteuid() or not shutil.which(self.program):
            return False
        return subprocess.run([self.program, "-q", "list_vhosts"], capture_output=True, check=False).returncode == 0

    def _run(self, *arguments: str) -> None:
        done = subprocess.run([self.program, "-q", *arguments], capture_output=True, text=True, check=False)
        if done.returncode:
            raise SetupError(f"rabbitmqctl {arguments[0]} failed: {done.stderr.strip()}")


def until_made(attempt: Callable[[], str], within_s: float = PATIENCE_S) -> None:
    """Do it again while it says what is missing. Raises SetupError with its last words after `within_s` seconds."""
    ends = time.monotonic() + within_s
    while missing := attempt():
        if time.monotonic() > ends:
            raise SetupError(f"the broker has not made everything in {within_s:.0f} s, try again: {missing}")
        time.sleep(PAUSE_S)


def management_for(amqp_url: str, known: str | None = None) -> Management | None:
    """The management API beside a node of this address: `known`, `AMQP_MANAGEMENT_URL`, else the usual ports.

    Each may be several addresses with commas between them; the first that answers is taken.
    """
    login = urlsplit(amqp_url)
    for url in _candidates(amqp_url, known, os.environ.get("AMQP_MANAGEMENT_URL")):
        found = Management(url, unquote(login.username or "guest"), unquote(login.password or "guest"))
        if found.answers():
            return found
    return None


def _candidates(amqp_url: str, *known: str | None) -> Iterator[str]:
    for several in known:
        yield from (url for url in (several or "").split(",") if url)
    for node in nodes(amqp_url):
        at = urlsplit(node)
        host, port = at.hostname or "127.0.0.1", at.port or 5672
        yield f"http://{host}:15672"
        if port + 10000 < 65536:
            yield f"http://{host}:{port + 10000}"


def user(name: str, password: str, tags: str = "") -> dict[str, Any]:
    """A user for the definitions; the password goes as RabbitMQ's salted hash."""
    return {"name": name, "tags": tags, **_hash(password)}


def hashed(definitions: Definitions) -> Definitions:
    """Returns the document with each `password` replaced by its salted hash."""
    users = [
        {key: value for key, value in row.items() if key != "password"} | _hash(str(row["password"]))
        if "password" in row
        else row
        for row in definitions.get("users", [])
    ]
    return definitions | {"users": users}


def _hash(password: str) -> dict[str, str]:
    salt = os.urandom(4)
    digest = base64.b64encode(salt + hashlib.sha256(salt + password.encode()).digest()).decode()
    return {"password_hash": digest, "hashing_algorithm": "rabbit_password_hashing_sha256"}
