"""The management API of a busy RabbitMQ 4: definitions are sent again until every queue that they name is there."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from deploy.provisioning import broker
from deploy.provisioning.broker import Management, until_made
from deploy.provisioning.errors import SetupError

pytestmark = pytest.mark.req("S12")
NO_LEADER = (400, {"error": "bad_request", "reason": "cluster_not_formed"})
FAILS = (500, {"error": "Internal Server Error"})
FORGETS = (204, None)
SILENCE = (0, None)
REFUSES = (400, {"error": "bad_request", "reason": "invalid pattern"})
QUEUE = {"vhost": "a/b", "name": "partners.grid", "durable": True, "auto_delete": False, "arguments": {}}
DOCUMENT: broker.Definitions = {"queues": [QUEUE], "users": [{"name": "u", "password": "p", "tags": ""}]}


@dataclass
class Busy:
    """Answers the definitions as told and makes the queue with the first answer that is none of those."""

    answers: list[tuple[int, Any]] = field(default_factory=list)
    taken: list[dict[str, Any]] = field(default_factory=list)
    made: bool = False

    def post(self, document: dict[str, Any]) -> tuple[int, Any]:
        self.taken.append(document)
        if self.answers:
            return self.answers.pop(0)
        self.made = True
        return 204, None

    def get(self, path: str) -> tuple[int, Any]:
        assert path.startswith("/api/queues/a%2Fb?columns=name")
        return 200, [{"name": "partners.grid"}, {"name": "other"}] if self.made else [{"name": "other"}]


@pytest.fixture
def busy(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Busy, Management]]:
    monkeypatch.setattr(broker, "PAUSE_S", 0)
    state, over = Busy(), threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._say(*state.get(self.path))

        def do_POST(self) -> None:
            self._say(*state.post(json.loads(self.rfile.read(int(self.headers["Content-Length"])))))

        def _say(self, code: int, body: Any) -> None:
            if not code:
                over.wait(30)
                return
            content = b"" if body is None else json.dumps(body).encode()
            self.send_response(code)
            if code != 204:
                self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield state, Management(f"http://127.0.0.1:{server.server_port}", "admin", "secret")
        over.set()
        server.shutdown()


@pytest.mark.parametrize(
    "answers",
    [[], [NO_LEADER], [FAILS, FAILS], [FORGETS], [FORGETS, NO_LEADER, FAILS]],
    ids=["at once", "no leader", "fails twice", "forgets it", "all of it"],
)
def test_a_document_is_sent_again_until_its_queues_are_there(
    busy: tuple[Busy, Management], answers: list[tuple[int, Any]]
) -> None:
    state, management = busy
    state.answers = list(answers)
    management.apply(DOCUMENT)
    assert len(state.taken) == len(answers) + 1
    assert all(taken == state.taken[0] for taken in state.taken), "the password keeps its salt"
    assert state.made


def test_a_document_that_had_no_answer_in_time_is_sent_again(
    busy: tuple[Busy, Management], monkeypatch: pytest.MonkeyPatch
) -> None:
    state, management = busy
    state.answers = [SILENCE]
    with monkeypatch.context() as patch:
        patch.setattr(broker, "PATIENCE_S", 1)
        management.apply(DOCUMENT)
    assert (len(state.taken), state.made) == (2, True)


def test_what_the_broker_refuses_is_said_at_once_and_in_its_words(busy: tuple[Busy, Management]) -> None:
    state, management = busy
    state.answers, state.made = [REFUSES], True
    with pytest.raises(SetupError, match=r"400 .*invalid pattern"):
        management.apply(DOCUMENT)
    assert len(state.taken) == 1


def test_it_ends_with_what_is_missing() -> None:
    with pytest.raises(SetupError, match=r"try again: partners\.grid"):
        until_made(lambda: "partners.grid", within_s=0)
