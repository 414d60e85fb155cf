"""The supplier's news for every page, fetched by each process every 20 seconds and not by each page.

A page waits for nobody: it shows what the last asking has brought, and nothing when there was none.
"""

import logging
import threading
import time
from dataclasses import dataclass, field

from flask import Flask

from chassis.context import NOBODY, Context, entered
from chassis.errors import CallFailed, Refusal
from contracts.notifications import News
from contracts.wire import Nothing
from gateway.backend.rpc import Services

log = logging.getLogger(__name__)
EVERY, PATIENCE = 20, 3
"""Seconds between two askings, and for one."""


@dataclass(slots=True)
class LatestNews:
    """What is shown now."""

    services: Services
    news: list[News] = field(default_factory=list)

    def refresh(self) -> None:
        """Ask once; a silent service changes nothing."""
        try:
            with entered(Context(caller=NOBODY, deadline=time.time() + PATIENCE)):
                self.news = self.services.notifications.list_news(Nothing()).news
        except (CallFailed, Refusal) as silent:
            log.info("could not fetch news, showing the last known: %s", silent)

    def keep_fresh(self) -> None:
        while True:
            self.refresh()
            time.sleep(EVERY)


def install(app: Flask) -> None:
    """Give templates `news`; `watch` keeps it fresh."""
    latest = LatestNews(app.extensions["services"])
    app.extensions["news"] = latest
    app.context_processor(lambda: {"news": latest.news})


def watch(app: Flask) -> None:
    """Once a process, after it was forked: from its first request on."""
    begun = threading.Lock()

    @app.before_request
    def begin() -> None:
        if begun.acquire(blocking=False):
            threading.Thread(target=app.extensions["news"].keep_fresh, name="news", daemon=True).start()
