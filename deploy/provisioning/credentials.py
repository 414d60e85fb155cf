"""Passwords of this copy of the system: random, made once, kept in one file that only its owner can read."""

import json
import secrets
from collections.abc import Callable
from pathlib import Path

from deploy.provisioning.private_files import write_private


class Credentials:
    def __init__(self, file: Path) -> None:
        self.file = file
        self.known: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}
        self.mark = self._keep("mark", lambda: secrets.token_hex(3))
        """Distinguishes the names of this copy on servers that several copies share."""

    def __getitem__(self, name: str) -> str:
        """The secret of that name, made now if it has none. Safe to put in an address or in SQL."""
        return self._keep(name, lambda: secrets.token_hex(14))

    def rotate(self, name: str) -> None:
        """Put a new secret before the present ones of that name, separated by a comma."""
        self._store(name, f"{secrets.token_hex(14)},{self[name]}")

    def replace(self, name: str) -> str:
        """Forget the secret of that name and make another one; returns it."""
        self._store(name, secrets.token_hex(14))
        return self[name]

    def forget_older(self, name: str) -> None:
        """Keep the first of several secrets of that name."""
        self._store(name, self[name].partition(",")[0])

    def renew(self, name: str) -> None:
        """Put a new secret before the present one, which stays until the next time; older ones go."""
        self.forget_older(name)
        self.rotate(name)

    def pair(self, name: str, prefix: str) -> tuple[str, str]:
        """A user name of this copy and its secret."""
        return f"{prefix}_{self.mark}", self[name]

    def seed(self, name: str) -> str:
        """32 random bytes of that name in hexadecimal, made now if there are none."""
        return self._keep(name, lambda: secrets.token_hex(32))

    def number(self, name: str) -> int:
        """The counter of that name, which begins with 1."""
        return int(self._keep(f"number:{name}", lambda: "1"))

    def set_number(self, name: str, number: int) -> int:
        """Set the counter; returns it."""
        self.known[f"number:{name}"] = str(number)
        write_private(self.file, json.dumps(self.known, indent=1))
        return number

    def _keep(self, name: str, make: Callable[[], str]) -> str:
        if name not in self.known:
            self._store(name, make())
        return self.known[name]

    def _store(self, name: str, value: str) -> None:
        self.known[name] = value
        write_private(self.file, json.dumps(self.known, indent=1))
