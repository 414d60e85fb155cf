"""A service with one of everything, for the tests of the chassis."""

import ctypes
import time
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.orm import Session

from chassis.context import current
from chassis.database.idempotency import once
from chassis.database.sessions import Database
from chassis.errors import Refusal
from chassis.events import outbox
from chassis.rpc import stubs
from chassis.service.declarations import blocking, every, handles, serves
from tests.wire.echo.contract import ACCESS, Command, EchoRpc, Greeting, Named, Said, Unheard, Wait, Why
from tests.wire.echo.models import Done


@serves(EchoRpc, access=ACCESS)
class EchoService:
    name = "echo"
    database = Database()
    myself = stubs.stub(EchoRpc)

    def hash(self, request: Wait) -> Greeting:
        blocking(ctypes.CDLL(None).usleep, int(request.seconds * 1_000_000))
        return Greeting(text=request.mark)

    def greet(self, request: Greeting) -> Greeting:
        return request

    def wait(self, request: Wait) -> Greeting:
        self._remember(f"began {request.mark}")
        if request.mark == "query":
            with self.database.transaction() as session:
                session.execute(text("select pg_sleep(:seconds)"), {"seconds": request.seconds})
        time.sleep(request.seconds)
        self._remember(f"ended {request.mark}")
        return Greeting(text=request.mark)

    def command(self, request: Command) -> Greeting:
        with self.database.transaction() as session, once(session, "command", request.key, request) as slot:
            if slot.replayed:
                return slot.answer(Greeting)
            session.add(Done(what=request.text))
            session.flush()
            time.sleep(0.3)
            answer = Greeting(text=f"done {request.text}")
            slot.keep(answer)
        time.sleep(2 if request.text == "slowly" else 0)
        return answer

    def refuse(self, request: Why) -> Greeting:
        if request.code == "defect":
            raise ValueError("somebody@example.org must not reach the log")
        raise Refusal(request.code, "Нельзя", "code", {"why": 1})

    def own(self, request: Named) -> Greeting:
        return Greeting(text=f"{current().caller.role} {request.account_number}")

    def nothing(self) -> None:
        return None

    def tell(self, request: Greeting) -> Greeting:
        with self.database.transaction() as session:
            event = Unheard(text=request.text) if request.text == "unheard" else Said(text=request.text)
            return Greeting(text=outbox.add(session, event, subject="180000001"))

    def lie(self, request: Greeting) -> Greeting:
        return Wait(seconds=1, mark=request.text)  # type: ignore[return-value]

    def via(self, request: Greeting) -> Greeting:
        return self.myself.greet(request)

    @handles(Said)
    def hear(self, event: Said, session: Session) -> None:
        mood = "" if event.mood == "calm" else f", mood {event.mood}"
        session.add(Done(what=f"heard {event.text}{mood}"))
        if event.text.startswith("fail") and not Path(event.text.removeprefix("fail ")).exists():
            raise ValueError(event.text)

    @every(seconds=3)
    def tick(self) -> None:
        raise ValueError("a timer that fails goes on")

    def _remember(self, what: str) -> None:
        with self.database.transaction() as session:
            session.add(Done(what=what))
