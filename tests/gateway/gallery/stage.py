"""A gateway on scripted answers behind a real address, and browser windows before it."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flask import Flask, Response
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import make_server

from tests.gateway.gallery.scene import Scene, Who
from tests.support.scripted import staff_answers
from tests.support.scripted.application import build
from tests.support.scripted.people import TOKEN
from tests.support.scripted.rpc_client import ScriptedClient

COOKIES: dict[Who, dict[str, str]] = {
    "anybody": {},
    "customer": {"cabinet-session": TOKEN},
    "administrator": {"cabinet-staff": staff_answers.token(staff_answers.ADMINISTRATOR)},
}


NO_MORE_RELOADS = "for (let timer = setTimeout(() => 0); timer > 0; timer--) clearTimeout(timer)"
"""A page in flight renews itself, which must not happen while it is looked at."""


@dataclass(frozen=True)
class Stage:
    base: str
    app: Flask
    rpc: ScriptedClient

    def window(self, browser: Browser, who: Who = "customer", **options: Any) -> BrowserContext:
        context = browser.new_context(locale="ru-RU", timezone_id="Europe/Moscow", **options)
        self.sign_in(context, who)
        return context

    def sign_in(self, context: BrowserContext, who: Who) -> None:
        """Let the portal know who looks, also after a scene at whose end nobody is signed in."""
        context.add_cookies([{"name": name, "value": value, "url": self.base} for name, value in COOKIES[who].items()])

    @contextmanager
    def set_for(self, scene: Scene) -> Iterator[None]:
        """The services' answers and the settings of a scene, put back afterwards."""
        answers, settings = self.rpc.answers, self.app.extensions["settings"]
        self.rpc.answers = answers | dict(scene.answers)
        self.app.extensions["settings"] = settings.model_copy(update=dict(scene.settings))
        try:
            yield
        finally:
            self.rpc.answers, self.app.extensions["settings"] = answers, settings

    def play(self, scene: Scene, page: Page) -> None:
        """Go there and do what the scene is about; call inside `set_for`."""
        page.goto(self.base + scene.path)
        if scene.act:
            scene.act(page)
        page.evaluate(NO_MORE_RELOADS)


@contextmanager
def raised(bank_origin: str = "https://bank.example", **answers: Any) -> Iterator[Stage]:
    """The stage, served as long as the block runs."""
    rpc = ScriptedClient(staff_answers.answers() | answers)
    app = build(rpc, public_url="http://localhost", bank_origin=bank_origin)
    with serving(app) as port:
        yield Stage(f"http://localhost:{port}", app, rpc)


@contextmanager
def serving(app: Flask | Response) -> Iterator[int]:
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.port
    server.shutdown()
    thread.join(5)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's, speaking Russian."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--lang=ru-RU", "--font-render-hinting=none"],
            env={"LANGUAGE": "ru", "LANG": "ru_RU.UTF-8"},
        )
        yield browser
        browser.close()
