"""Every page in every state: accessible in both themes, readable and pressable on a phone, steady while it loads."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request

from tests.gateway.gallery import SCENES, Scene
from tests.gateway.gallery.judging import (
    BY_THEME,
    CUT_OFF,
    OVERLAID,
    SMALL_TARGETS,
    SPACED,
    STICKS_OUT,
    TARGET,
    TOO_WIDE,
    WATCH_SHIFTS,
    anatomy,
    open_all,
    violations,
)
from tests.gateway.gallery.stage import Stage
from tests.support import route_samples

DESKTOP, PHONE, NARROW = (1280, 800), (360, 740), (320, 640)
CHUNK = 8


@pytest.mark.req("B11")
@pytest.mark.parametrize("first", range(0, len(SCENES), CHUNK), ids=lambda first: SCENES[first].name)
def test_every_page_in_every_state(first: int, browser: Browser, stage: Stage) -> None:
    found: list[str] = []
    for scene in SCENES[first : first + CHUNK]:
        with stage.set_for(scene):
            context = stage.window(browser, scene.who, viewport=size(*DESKTOP), color_scheme="light")
            context.add_init_script(WATCH_SHIFTS)
            watch(context, stage.base, found)
            page = context.new_page()
            stage.play(scene, page)
            found += [f"{scene.name}: {line}" for line in judge(page)]
            context.close()
    assert [line for line in found if "Failed to load resource" not in line] == []


def judge(page: Page) -> Iterator[str]:
    """Light on a desktop, dark on a phone, a narrower one, wider spacing."""
    page.wait_for_load_state("load")
    if shifted := page.evaluate("window.shifted"):
        yield f"the layout shifts by {shifted}"
    yield from anatomy(page)
    open_all(page)
    yield from violations(page)
    if page.evaluate(TOO_WIDE):
        yield "scrolls sideways on a desktop"
    yield from (f"wider than the page's column: {line}" for line in page.evaluate(STICKS_OUT))
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size(size(*PHONE))
    yield from (f"dark phone: {line}" for line in violations(page, BY_THEME))
    yield from (f"too small to press: {line}" for line in page.evaluate(SMALL_TARGETS, TARGET))
    yield from (f"a label lies on its cell: {line}" for line in page.evaluate(OVERLAID))
    page.set_viewport_size(size(*NARROW))
    if page.evaluate(TOO_WIDE):
        yield "scrolls sideways at 320 px"
    page.evaluate(SPACED)
    if page.evaluate(TOO_WIDE):
        yield "scrolls sideways with wide spacing"
    yield from (f"cut off with wide spacing: {line}" for line in page.evaluate(CUT_OFF))


def size(width: int, height: int) -> dict[str, int]:
    return {"width": width, "height": height}


def watch(context: BrowserContext, base: str, found: list[str]) -> None:
    """Refused by the content policy, broken scripts, and requests to anybody else."""
    context.on("console", lambda said: found.append(said.text) if said.type == "error" else None)
    context.on("request", lambda asked: None if ours(asked, base) else found.append(f"asks {asked.url}"))


def ours(request: Request, base: str) -> bool:
    return request.url.startswith((base, "data:"))


def test_names_of_scenes_are_their_own() -> None:
    names = [scene.name for scene in SCENES]
    assert len(set(names)) == len(names)
    assert all(isinstance(scene, Scene) for scene in SCENES)


NO_PAGES = (
    "as_csv", "as_xlsx", "as_html", "file", "receipt_file", "come_back", "sample", "bill",
    "marked_csv", "revisions_csv", "export", "stay", "manifest", "worker", "change_password", "security", "robots",
    "example", "numbers",
)  # fmt: skip
"""Files, redirects, empty answers and what stands inside another page."""


def test_every_page_has_a_scene(stage: Stage) -> None:
    adapter = stage.app.url_map.bind("localhost")
    seen = {adapter.match(scene.path.partition("?")[0])[0] for scene in SCENES if "no-such-page" not in scene.path}
    pages = {
        route.endpoint
        for route in route_samples.every(stage.app, "GET")
        if "." in route.endpoint
        and not route.endpoint.startswith(("api.", "description."))
        and route.endpoint.rpartition(".")[2] not in NO_PAGES
    }
    assert pages - seen == set()
