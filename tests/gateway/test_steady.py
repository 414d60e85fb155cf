"""A page that arrives in halves is painted once: its tables do not move their columns under the eye."""

import time
from collections.abc import Iterable, Iterator
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import pytest
from playwright.sync_api import Browser

from tests.gateway.gallery import SCENES
from tests.gateway.gallery.judging import WATCH_SHIFTS
from tests.gateway.gallery.stage import Stage, raised

SLOW = 0.5
"""Seconds between the halves: long enough for several frames to be painted."""


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with raised() as stage:
        stage.app.wsgi_app = in_halves(stage.app.wsgi_app)  # type: ignore[method-assign]
        yield stage


def in_halves(app: WSGIApplication) -> WSGIApplication:
    """The same answers, but a table's rows come late, as over a slow line."""

    def serve(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        body = b"".join(app(environ, start_response))
        head, rows, rest = body.partition(b"<tbody")
        yield head
        if rows:
            time.sleep(SLOW)
            yield rows + rest

    return serve


@pytest.mark.req("B11")
@pytest.mark.parametrize("name", ["settlements", "home-confirm"])
def test_rows_that_come_late_move_nothing(name: str, browser: Browser, stage: Stage) -> None:
    scene = next(scene for scene in SCENES if scene.name == name)
    with stage.set_for(scene):
        context = stage.window(browser, scene.who, viewport={"width": 1280, "height": 800})
        context.add_init_script(WATCH_SHIFTS)
        page = context.new_page()
        stage.play(scene, page)
        page.wait_for_load_state("load")
        assert page.locator("tbody tr").count()
        assert page.evaluate("window.shifted") == 0
        context.close()
