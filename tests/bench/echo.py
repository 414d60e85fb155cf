"""The smallest contract and the smallest service on our chassis: what a call costs when the service does nothing."""

from dataclasses import dataclass
from typing import Protocol

from pydantic import BaseModel

from chassis.service.declarations import serves
from chassis.settings import ProcessSettings

__all__ = ["Echo", "EchoRpc", "EchoService", "ProcessSettings"]


class Echo(BaseModel):
    text: str


@dataclass(frozen=True)
class Row:
    roles: frozenset[str]
    owns: str | None = None
    owners: frozenset[str] = frozenset({"customer"})
    scope: str | None = None
    confirmed: bool = False


class EchoRpc(Protocol):
    def repeat(self, request: Echo) -> Echo: ...


@serves(EchoRpc, access={"repeat": Row(frozenset({"customer"}))})
class EchoService:
    name = "echo"

    def repeat(self, request: Echo) -> Echo:
        return request
