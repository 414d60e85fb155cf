"""The counter at which a service takes packages: each call is one transaction, answers are in the contract's shape."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from pydantic import BaseModel

from chassis.clock import Clock
from chassis.database.sessions import Database
from intake import history, receiving


class New(Protocol):
    """The request that begins a package."""

    @property
    def package_id(self) -> str: ...
    @property
    def content(self) -> str: ...
    @property
    def files(self) -> Sequence[BaseModel]: ...
    @property
    def takers(self) -> Sequence[str]: ...
    @property
    def sender(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Reception:
    database: Database
    clock: Clock

    def begin(self, new: New) -> dict[str, Any]:
        files = [file.model_dump() for file in new.files]
        with self.database.transaction() as session:
            return receiving.begin(
                session, new.package_id, new.content, files, new.takers, new.sender, self.clock.now()
            )

    def add_part(self, package: str, file: str, number: int, content: str) -> None:
        with self.database.transaction() as session:
            receiving.add_part(session, package, file, number, base64.b64decode(content))

    def submit(self, package: str) -> dict[str, Any]:
        with self.database.transaction() as session:
            return receiving.submit(session, package, self.clock.now())

    def find(self, package: str) -> dict[str, Any]:
        with self.database.reading() as session:
            return receiving.find(session, package)

    def latest(self) -> list[dict[str, Any]]:
        with self.database.reading() as session:
            return history.latest(session)
