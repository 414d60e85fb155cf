"""Who the partners are and what each may hear: a file without passwords, read by the bridge whenever it changes.

It keeps the salted hash of each password as the broker has it, so that a broker set up anew lets the partner in again.
"""

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path

from contracts.partners import OFFERED, PartnerEvent


@dataclass(frozen=True, slots=True)
class Partner:
    """`name` is a short Latin word; `events` are names of `contracts.partners.OFFERED`; `since` is a day, ISO 8601."""

    name: str
    events: tuple[str, ...]
    since: str
    password_hash: str = field(default="", compare=False)
    """SHA-256 with a salt before it, as RabbitMQ writes it; empty for a partner of an earlier release."""

    @property
    def models(self) -> dict[str, type[PartnerEvent]]:
        """The events that the partner receives, by the type of our event that each is made from."""
        return {OFFERED[name].OF.TYPE: OFFERED[name] for name in self.events}


class PartnerRegistry:
    """The file; one that does not exist has no partners."""

    def __init__(self, file: Path) -> None:
        self.file = file

    @property
    def stamp(self) -> int:
        """Changes with the file."""
        return self.file.stat().st_mtime_ns if self.file.exists() else 0

    def read(self) -> dict[str, Partner]:
        if not self.file.exists():
            return {}
        rows = json.loads(self.file.read_text(encoding="utf-8"))
        return {
            row["name"]: Partner(row["name"], tuple(row["events"]), row["since"], row.get("password_hash", ""))
            for row in rows
        }

    def put(self, partner: Partner) -> None:
        """Adds the partner or replaces their entry."""
        self._write({**self.read(), partner.name: partner})

    def drop(self, name: str) -> None:
        self._write({key: partner for key, partner in self.read().items() if key != name})

    def _write(self, partners: dict[str, Partner]) -> None:
        rows = [asdict(partner) for _, partner in sorted(partners.items())]
        draft = self.file.with_name(f".{self.file.name}.{os.getpid()}")
        draft.touch(mode=0o640)
        draft.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
        draft.replace(self.file)  # in one step: the bridge reads at any moment
