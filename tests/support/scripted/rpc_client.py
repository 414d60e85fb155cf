"""A stand-in for the RPC client: answers come from a table, requests are kept for the test to look at."""

from collections.abc import Callable, Mapping
from typing import Any, get_type_hints

from chassis.context import current
from chassis.errors import CallFailed, Refusal, RpcTimeout


class ScriptedClient:
    """`answers` maps `service.method` to a model, an exception, or a function of the request."""

    def __init__(self, answers: dict[str, Any]) -> None:
        self.answers = answers
        self.asked: list[tuple[str, Any]] = []
        self.callers: list[Any] = []
        self.rounds = 0
        self.connected = True
        self._in_round = False

    def stub(self, contract: type) -> Any:
        return _Stub(self, contract)

    def parallel(self, calls: Mapping[str, Callable[[], Any]]) -> dict[str, Any]:
        self.rounds += 1
        self._in_round = True
        try:
            return {name: _attempt(call) for name, call in calls.items()}
        finally:
            self._in_round = False

    def call(self, name: str, request: Any) -> Any:
        if not self._in_round:
            self.rounds += 1
        self.asked.append((name, request))
        self.callers.append(current().caller)
        answer = self.answers.get(name, RpcTimeout(name, "not scripted"))
        if callable(answer):
            answer = answer(request)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def requests(self, name: str) -> list[Any]:
        return [request for asked, request in self.asked if asked == name]


class _Stub:
    def __init__(self, client: ScriptedClient, contract: type) -> None:
        self._client, self._contract = client, contract
        self._service = contract.__name__.removesuffix("Rpc").lower()

    def __getattr__(self, name: str) -> Callable[[Any], Any]:
        hints = get_type_hints(getattr(self._contract, name))

        def call(request: Any) -> Any:
            assert isinstance(request, hints["request"]), f"{name} takes {hints['request']}"
            answer = self._client.call(f"{self._service}.{name}", request)
            assert isinstance(answer, hints["return"]), f"{name} answers {hints['return']}"
            return answer

        return call


def _attempt(call: Callable[[], Any]) -> Any:
    try:
        return call()
    except (Refusal, CallFailed) as failure:
        return failure
