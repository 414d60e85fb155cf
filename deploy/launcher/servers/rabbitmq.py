"""RabbitMQ for the system: the one that is given, the one that is there, or a node of our own.

A node of our own lives in `.cabinet/rabbitmq`, listens on the loopback address only, has its own
epmd (the Erlang port mapper would otherwise stay behind as a daemon) and ends with the launcher.
"""

import os
import re
import socket
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

from chassis.amqp.address import nodes
from deploy.launcher.host import packages
from deploy.launcher.host.ports import Ports, is_free
from deploy.launcher.host.privileges import tied
from deploy.launcher.host.progress import Progress
from deploy.launcher.supervision.child import Spec
from deploy.provisioning.broker import LARGEST_MESSAGE, PARTITIONS, Administration, Control, Management, management_for
from deploy.provisioning.credentials import Credentials
from deploy.provisioning.errors import SetupError
from deploy.provisioning.private_files import private_folder

STANDARD_URL = "amqp://guest:guest@127.0.0.1:5672/"
PROGRAMS = "usr/lib/rabbitmq/lib"
ROOT_VARIABLE = "RABBITMQ_ROOT"
"""Names the folder below which a node of our own finds its programs; unset: the machine's own (`debian_root`)."""


@dataclass(frozen=True)
class Rabbit:
    """A broker. Without `admin` we may use only the virtual host and the user of `url` itself."""

    url: str
    admin: Administration | None
    specs: tuple[Spec, ...] = ()

    def url_for(self, user: str, password: str, vhost: str) -> str:
        at = urlsplit(self.url)
        how = f"?{at.query}" if at.query else ""  # TLS: the authority's file
        return f"{at.scheme}://{quote(user)}:{quote(password)}@{places(self.url)}/{quote(vhost, safe='')}{how}"


def places(url: str) -> str:
    """Host and port of each node that the address names, with commas between them."""
    found = (urlsplit(node) for node in nodes(url))
    return ",".join(f"{at.hostname}:{at.port or standard_port(url)}" for at in found)


def find(given: str | None, home: Path, ports: Ports, keys: Credentials, progress: Progress) -> Rabbit:
    """The broker of `AMQP_URL`, else of the standard port, else a private one ready to be started."""
    if given:
        if not listens(given):
            raise SetupError(f"AMQP_URL: nothing listens at {places(given)}")
        return Rabbit(given, _administration(given))
    if not (home / "rabbitmq" / "mnesia").exists() and listens(STANDARD_URL):
        admin = _administration(STANDARD_URL)
        if admin:
            progress.say("RabbitMQ: the broker on port 5672")
            return Rabbit(STANDARD_URL, admin)
    return prepare_private(home / "rabbitmq", ports, keys, progress)


def must_be_installed(given: str | None) -> bool:
    """Whether a node of our own will be needed and its programs are not here."""
    return not given and not listens(STANDARD_URL) and _newest(_root() / PROGRAMS) is None


def _administration(url: str) -> Administration | None:
    management = management_for(url)
    if management:
        return management
    here = places(url) in ("127.0.0.1:5672", "localhost:5672")
    return Control() if here and Control().answers() else None


def standard_port(url: str) -> int:
    return 5671 if urlsplit(url).scheme == "amqps" else 5672


def listens(url: str) -> bool:
    """Whether a node of the address takes connections."""
    return any(_open(place) for place in places(url).split(","))


def _open(place: str) -> bool:
    host, _, port = place.rpartition(":")
    try:
        with socket.create_connection((host, int(port)), timeout=2):
            return True
    except OSError:
        return False


@dataclass(frozen=True)
class Member:
    """A node's place in a cluster on this machine. All members use the port mapper and the cookie of `home`."""

    home: Path
    name: str
    names: tuple[str, ...]
    """Of all members. Ports are those of `<name> amqp` and so on."""


def prepare_private(
    home: Path, ports: Ports, keys: Credentials, progress: Progress, root: Path | None = None
) -> Rabbit:
    """A node of our own under the folder; its processes are in `specs`, still to be started.

    `root` is the folder below which its programs are, when they are not the machine's own (`debian_root`).
    """
    names = ("rabbitmq", "rabbitmq-management", "rabbitmq-distribution", "epmd")
    amqp, management, distribution, epmd = (ports[name] for name in names)
    configured = _configured(home, (amqp, management, distribution, epmd), keys["rabbitmq-admin"])
    return _prepared(configured, (amqp, management, epmd), keys, progress, root)


def prepare_member(
    member: Member, ports: Ports, keys: Credentials, progress: Progress, root: Path | None = None
) -> Rabbit:
    """The same for a node of a cluster, which its members form when they start. All have the same user."""
    kinds = ("amqp", "management", "distribution")
    amqp, management, distribution = (ports[f"{member.name} {kind}"] for kind in kinds)
    epmd, home = ports["epmd"], private_folder(member.home) / member.name
    configured = _configured(home, (amqp, management, distribution, epmd), keys["rabbitmq-admin"])
    configured |= {"HOME": str(member.home), "RABBITMQ_NODENAME": f"{member.name}@localhost"}
    configured["RABBITMQ_FEATURE_FLAGS_FILE"] = str(home / "feature_flags")
    with Path(configured["RABBITMQ_CONFIG_FILE"]).open("a") as config:
        config.write("cluster_formation.peer_discovery_backend = classic_config\n")
        for number, name in enumerate(member.names, 1):
            config.write(f"cluster_formation.classic_config.nodes.{number} = {name}@localhost\n")
    return _prepared(configured, (amqp, management, epmd), keys, progress, root)


def _prepared(
    environment: dict[str, str], used: tuple[int, int, int], keys: Credentials, progress: Progress, root: Path | None
) -> Rabbit:
    amqp, management, epmd = used
    root = root or _root()
    server = program(progress, root)
    environment["PATH"] = f"{root / 'usr/lib/erlang/bin'}:{environment['PATH']}"
    admin = Management(f"http://127.0.0.1:{management}", "admin", keys["rabbitmq-admin"])
    mapper = Spec(
        "epmd",
        tied(["epmd", "-port", str(epmd), "-address", "127.0.0.1"]),
        environment,
        ready=lambda: not is_free(epmd),
        grace_s=2,
    )
    node = Spec("rabbitmq", tied([str(server)]), environment, ready=admin.answers, grace_s=60)
    return Rabbit(f"amqp://admin:{keys['rabbitmq-admin']}@127.0.0.1:{amqp}/", admin, (mapper, node))


def _configured(home: Path, used: tuple[int, int, int, int], password: str) -> dict[str, str]:
    """The environment of the private node, whose configuration is written anew at each start."""
    amqp, management, distribution, epmd = used
    private_folder(home)
    config, plugins = home / "rabbitmq.conf", home / "enabled_plugins"
    config.touch(mode=0o600)
    config.write_text(
        f"listeners.tcp.default = 127.0.0.1:{amqp}\n"
        f"management.tcp.ip = 127.0.0.1\nmanagement.tcp.port = {management}\n"
        f"default_user = admin\ndefault_pass = {password}\n"
        f"max_message_size = {LARGEST_MESSAGE}\n"
        f"{PARTITIONS}"
        "log.console = true\nlog.console.level = info\nlog.file = false\n"
    )
    plugins.write_text("[rabbitmq_management].\n")
    # The server is started directly: Debian's wrapper drops the environment and changes the user.
    # RUNNING_UNDER_SYSTEMD makes the start script become the Erlang machine instead of its parent.
    data = home / "mnesia"
    return _own_flags(data) | {
        "PATH": f"{os.environ['PATH']}:/usr/sbin:/usr/bin:/sbin:/bin",
        "LANG": "C.UTF-8",
        "HOME": str(home),
        "RUNNING_UNDER_SYSTEMD": "1",
        "RABBITMQ_LOG": "-color",
        "RABBITMQ_NODENAME": _node_name(data),
        "RABBITMQ_DIST_PORT": str(distribution),
        "RABBITMQ_CONFIG_FILE": str(config),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(plugins),
        "RABBITMQ_MNESIA_DIR": str(data),
        "RABBITMQ_PLUGINS_EXPAND_DIR": str(home / "plugins"),
        "RABBITMQ_LOG_BASE": str(home / "log"),
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1} +sbwt none",
        "ERL_EPMD_PORT": str(epmd),
        "ERL_EPMD_ADDRESS": "127.0.0.1",
    }


def _own_flags(data: Path) -> dict[str, str]:
    """Where the node notes its feature flags: beside its data, not where every node of this name on the machine does.

    A node of another version would refuse those. A node that has run without this goes on with the common file.
    """
    flags = data.with_name("feature_flags")
    return {} if data.exists() and not flags.exists() else {"RABBITMQ_FEATURE_FLAGS_FILE": str(flags)}


def _node_name(data: Path) -> str:
    """The name under which the node keeps its data; another name would refuse the folder.

    The same everywhere and whatever the ports, because each node has a port mapper of its own. A folder of a node
    that was once called otherwise keeps that name.
    """
    known = data / "cluster_nodes.config"
    named = re.search(r"cabinet\d*@localhost", known.read_text(encoding="utf-8")) if known.exists() else None
    return named.group() if named else "cabinet@localhost"


def program(progress: Progress, root: Path | None = None) -> Path:
    """RabbitMQ's start script, installed when missing."""
    folder = (root or _root()) / PROGRAMS
    script = _newest(folder)
    if script is None:
        packages.ensure(("rabbitmq",), "RabbitMQ", progress)
        script = _newest(folder)
    if script is None:
        raise SetupError(f"RabbitMQ's programs are not in {folder}; give AMQP_URL instead")
    return script


def _newest(folder: Path) -> Path | None:
    return max(folder.glob("rabbitmq_server-*/sbin/rabbitmq-server"), default=None)


def _root() -> Path:
    return Path(os.environ.get(ROOT_VARIABLE) or "/")
