"""How long «Главная» was away: one customer who opens it twice a second and writes down what he sees."""

import threading
import time
from types import TracebackType
from typing import Self

import requests

from tests.support.faults.customer_load import Payer
from tests.support.running_portal import RunningPortal

EVERY_S = 0.5
PATIENCE_S = 15


class Watch:
    """`longest` and when that began, `answered`, `refused` are final after the block; all seconds from its start."""

    def __init__(self, running: RunningPortal, payer: Payer) -> None:
        self._url, self._cookies = f"{running.url}/home", {"cabinet-session": payer.token}
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="watch", daemon=True)
        self.longest, self.since, self.answered, self.refused = 0.0, 0.0, 0, 0

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        self._ending.set()
        self._thread.join(2 * PATIENCE_S)

    def _run(self) -> None:
        began = last_good = time.monotonic()
        while not self._ending.wait(EVERY_S):
            shown, now = self._shown(), time.monotonic()
            # A page that came late was away just as one that was refused.
            if (away := now - last_good - EVERY_S) > self.longest:
                self.longest, self.since = away, last_good - began
            if shown:
                self.answered += 1
                last_good = now
            else:
                self.refused += 1

    def _shown(self) -> bool:
        try:
            answer = requests.get(self._url, cookies=self._cookies, timeout=PATIENCE_S, allow_redirects=False)
        except requests.RequestException:
            return False
        return answer.status_code == 200
