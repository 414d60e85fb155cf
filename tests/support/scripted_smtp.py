"""An SMTP server that says whatever a test tells it to, at any step, and closes or keeps silent where it is told to."""

import socket
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Literal

Step = Literal["greeting", "EHLO", "HELO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "content", "RSET"]
CLOSE = "(closes the connection)"
KEEP_AND_CLOSE = "(takes the letter and closes the connection)"
SILENCE = "(says nothing)"
USUAL = {
    "greeting": "220 relay ready",
    "DATA": "354 go on",
    "STARTTLS": "454 4.7.0 TLS not available",
    "AUTH": "235 ok",
}


@dataclass
class Script:
    """What the server does. A reply may be a function of the recipient (after RCPT) or of how many letters this
    connection has brought (MAIL)."""

    replies: dict[Step, str | Callable[[str], str]] = field(default_factory=dict)
    extensions: tuple[str, ...] = ("SIZE 35882577", "8BITMIME", "ENHANCEDSTATUSCODES")
    letters_a_connection: int | None = None
    at_the_limit: str = "421 4.7.0 Too many messages in this session"


class ScriptedServer(socketserver.ThreadingTCPServer):
    """`taken` are the letters that it answers for: recipient and content. `connections` counts."""

    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.script = Script()
        self.taken: list[tuple[str, bytes]] = []
        self.connections = 0
        self.ended = threading.Event()

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class _Talk(socketserver.StreamRequestHandler):
    server: ScriptedServer

    def handle(self) -> None:
        self.server.connections += 1
        self.recipient, self.brought = "", 0
        with suppress(_End, OSError):
            self._say("greeting")
            while line := self.rfile.readline():
                self._answer(line.decode("ascii", "replace").strip())

    def _answer(self, line: str) -> None:
        word = line.partition(" ")[0].upper()
        limit = self.server.script.letters_a_connection
        match word:
            case "EHLO" if "EHLO" not in self.server.script.replies:
                self._write("\r\n".join(f"250-{one}" for one in ("relay", *self.server.script.extensions)))
                self._write("250 HELP")
            case "MAIL" if limit is not None and self.brought >= limit:
                self._perform(self.server.script.at_the_limit)
            case "RCPT":
                self.recipient = line.partition("<")[2].partition(">")[0]
                self._say("RCPT")
            case "DATA":
                if self._say("DATA").startswith("354"):
                    self._content()
            case "QUIT":
                self._write("221 bye")
                raise _End
            case _:
                self._say(word)  # type: ignore[arg-type]

    def _content(self) -> None:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b"."))
        reply = self._reply("content")
        if reply.startswith("250") or reply == KEEP_AND_CLOSE:
            self.brought += 1
            self.server.taken.append((self.recipient, b"".join(lines)))
        self._perform(reply)

    def _say(self, step: Step) -> str:
        reply = self._reply(step)
        self._perform(reply)
        return reply

    def _reply(self, step: Step) -> str:
        said = self.server.script.replies.get(step, USUAL.get(step, "250 ok"))
        return said if isinstance(said, str) else said(self.recipient)

    def _perform(self, reply: str) -> None:
        if reply in (CLOSE, KEEP_AND_CLOSE):
            raise _End
        if reply == SILENCE:
            self.server.ended.wait(30)
            raise _End
        self._write(reply)
        if reply.startswith("421"):
            raise _End

    def _write(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")

    def finish(self) -> None:
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)
        super().finish()


class _End(Exception):
    """The conversation is over."""


@contextmanager
def scripted_smtp() -> Iterator[ScriptedServer]:
    with ScriptedServer() as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        try:
            yield server
        finally:
            server.ended.set()
            server.shutdown()
