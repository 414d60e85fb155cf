"""The portal's JSON API as the demonstration uses it."""

from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import requests


class Refused(Exception):
    """The portal answered with a problem (RFC 9457); the text is for a person."""

    def __init__(self, status: int, problem: dict[str, Any]) -> None:
        fields = "; ".join(f"{e['field']}: {e['message']}" for e in problem.get("errors", ()))
        super().__init__(f"{status} {problem.get('title', '')} {problem.get('detail', '')} {fields}".strip())
        self.status = status
        self.code = str(problem.get("code"))


@dataclass
class Portal:
    """`token` is set by signing in and sent with every call after it."""

    base: str
    verify: bool = True
    token: str | None = None
    http: requests.Session = field(default_factory=requests.Session)

    def get(self, path: str, **query: str) -> Any:
        return self._answer(self._send("GET", path, params=query))

    def post(self, path: str, idempotency_key: str | None = None, **body: Any) -> Any:
        """A repeated command carries the key of its first attempt."""
        return self._answer(self._send("POST", path, idempotency_key, json=body))

    def delete(self, path: str) -> None:
        self._answer(self._send("DELETE", path))

    def file(self, path: str) -> bytes:
        answer = self._send("GET", path)
        self._answer(answer)
        return answer.content

    def _send(self, verb: str, path: str, key: str | None = None, **how: Any) -> requests.Response:
        headers = {"Idempotency-Key": key or uuid4().hex} if verb == "POST" else {}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        address = f"{self.base}/api/v1{path}"
        return self.http.request(verb, address, headers=headers, timeout=30, verify=self.verify, **how)

    def _answer(self, response: requests.Response) -> Any:
        kind = response.headers.get("Content-Type", "").split(";")[0]
        if response.ok:
            return response.json() if kind == "application/json" else None
        raise Refused(response.status_code, response.json() if kind.endswith("json") else {"title": response.reason})
