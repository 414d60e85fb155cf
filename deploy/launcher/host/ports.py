"""Free ports of this copy of the project, remembered so that addresses stay the same from run to run.

All are below 32768: above it the kernel hands ports to outgoing connections, and a client that
retries a stopped server can end up connected to itself and keep the port for good.
"""

import json
import random
import socket
from pathlib import Path

from deploy.provisioning.private_files import write_private

FIRST, LAST = 20000, 32000


def is_free(port: int) -> bool:
    """Whether nobody listens on the port now, on any address."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("", port))
        except OSError:
            return False
    return True


def free_port(avoid: frozenset[int] = frozenset()) -> int:
    """A port nobody listens on, from the range that outgoing connections never use."""
    draw = random.SystemRandom()
    for _ in range(1000):
        port = draw.randrange(FIRST, LAST)
        if port not in avoid and is_free(port):
            return port
    raise RuntimeError(f"no free port between {FIRST} and {LAST}")


class Ports:
    """Ports by name, kept in a file. A remembered port that somebody else took is replaced."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.known: dict[str, int] = json.loads(file.read_text()) if file.exists() else {}

    def __getitem__(self, name: str) -> int:
        """The port of that name, chosen now if it has none."""
        if name not in self.known:
            self.choose(name, free_port(frozenset(self.known.values())))
        return self.known[name]

    def choose(self, name: str, port: int) -> None:
        self.known[name] = port
        write_private(self.file, json.dumps(self.known, indent=1))

    def renew_taken(self) -> list[str]:
        """Forget the ports somebody else listens on; to be called before anything of ours starts."""
        taken = [name for name, port in self.known.items() if not is_free(port)]
        for name in taken:
            del self.known[name]
        return taken
