"""A small contract that has one of everything."""

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal, Protocol

from pydantic import BaseModel, ConfigDict

from contracts.wire import Open


class Message(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Greeting(Message):
    text: str


class Wait(Message):
    seconds: float
    mark: str


class Command(Message):
    key: str
    text: str


class Named(Message):
    account_number: str


class Why(Message):
    code: str


class EchoRpc(Protocol):
    def greet(self, request: Greeting) -> Greeting: ...
    def wait(self, request: Wait) -> Greeting: ...
    def hash(self, request: Wait) -> Greeting: ...
    def command(self, request: Command) -> Greeting: ...
    def refuse(self, request: Why) -> Greeting: ...
    def own(self, request: Named) -> Greeting: ...
    def nothing(self) -> None: ...
    def tell(self, request: Greeting) -> Greeting: ...
    def lie(self, request: Greeting) -> Greeting: ...
    def via(self, request: Greeting) -> Greeting: ...


EchoRpc.refuse.__refusals__ = ("declared",)  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Row:
    roles: frozenset[str]
    owns: str | None = None
    parts: str | None = None
    owners: frozenset[str] = frozenset({"customer"})
    scope: str | None = None
    confirmed: bool = False


EVERYONE = Row(frozenset({"nobody", "customer", "operator", "system"}))
ACCESS = {name: EVERYONE for name in vars(EchoRpc) if name[0] != "_"} | {
    "own": Row(frozenset({"customer", "operator"}), "account_number", scope="read")
}


class Said(BaseModel):
    """An event; its handler fails on request."""

    model_config = ConfigDict(extra="ignore", frozen=True, strict=True)
    SOURCE: ClassVar[str] = "echo"
    TYPE: ClassVar[str] = "echo.said.v1"
    text: str
    mood: Annotated[Literal["calm", "unknown"], Open()] = "calm"


class Unheard(Said):
    """An event without a consumer."""

    TYPE: ClassVar[str] = "echo.unheard.v1"
