"""Small pictures of every scene, desk and phone, light and dark, and an index to look through."""

import io
import sys
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from PIL import Image

from contracts.printer import BillPrint
from contracts.wire import Document
from deploy.launcher.host.paths import HOME
from services.billing.printer.documents import document
from services.billing.printer.press import Press
from tests.gateway.gallery import SCENES, Scene
from tests.gateway.gallery.stage import chromium, raised
from tests.support.scripted.published_bill import bill_snapshot

FOLDER = HOME / "screenshots"
SHAPES: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": {"width": 1280, "height": 800}, "color_scheme": "light"},
    "phone": {"viewport": {"width": 360, "height": 740}, "color_scheme": "light", "has_touch": True},
    "dark": {"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"},
}
TALLEST = 6000
"""Pixels; what is below is cut off."""
QUALITY, EFFORT = 55, 4
"""Of WebP; the greatest effort, 6, takes half as long again as 4 for files that are three thousandths smaller."""
AT_ONCE = 2
DRAWN = """Promise.all([document.fonts.ready,
    ...[...document.images].map(image => image.decode().catch(() => null))])"""
"""Fonts and pictures are there. An idle network would cost half a second of waiting for each picture."""


def take(names: list[str]) -> int:
    """Take the pictures of the scenes whose names begin so, all by default."""
    scenes = [scene for scene in SCENES if not names or scene.name.startswith(tuple(names))]
    FOLDER.mkdir(parents=True, exist_ok=True)
    # Forked, before there are threads: the children keep the clock that stands still.
    with ProcessPoolExecutor(AT_ONCE, mp_context=get_context("fork")) as pool:
        for shape in pool.map(partial(take_shape, scenes), SHAPES):
            print(f"{shape}: {len(scenes)} pictures", file=sys.stderr, flush=True)
    remove_forgotten(SCENES)
    (FOLDER / "README.md").write_text(index(SCENES), encoding="utf-8")
    return 0


def take_shape(scenes: Iterable[Scene], shape: str) -> str:
    """Takes the pictures of one shape, with a browser of its own; returns the shape."""
    with raised(**{"printer.print_bill": printed}) as stage, chromium() as browser:
        windows = {who: stage.window(browser, who, **SHAPES[shape]) for who in {scene.who for scene in scenes}}
        for window in windows.values():
            window.new_page().goto(stage.base)  # the fonts are at hand from now on
        for scene in scenes:
            with stage.set_for(scene):
                stage.sign_in(windows[scene.who], scene.who)
                page = windows[scene.who].new_page()
                stage.play(scene, page)
                page.wait_for_load_state("load")
                page.evaluate(DRAWN)
                keep(page.screenshot(full_page=True, animations="disabled"), FOLDER / f"{scene.name}-{shape}.webp")
                page.close()
    return shape


@cache
def press() -> Press:
    return Press()


def printed(request: BillPrint) -> Document:
    """The bill as it is really printed, in place of the scripted one."""
    return document("schet", press().bill(bill_snapshot(request.account_number)), request.format)


def keep(picture: bytes, file: Path) -> None:
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    image.crop((0, 0, image.width, min(image.height, TALLEST))).save(file, "WEBP", quality=QUALITY, method=EFFORT)


def remove_forgotten(scenes: Iterable[Scene]) -> None:
    known = {f"{scene.name}-{shape}.webp" for scene in scenes for shape in SHAPES}
    for file in FOLDER.glob("*.webp"):
        if file.name not in known:
            file.unlink()


def index(scenes: Iterable[Scene]) -> str:
    lines = [
        "# Pictures of every page",
        "",
        "Made by `./cabinet screenshots` from the states in `tests/gateway/gallery/`; tests walk through them",
        "too. Desktop is 1280 px wide, phone 360 px, dark is the desktop in the dark theme.",
        "",
        "| page and state | desktop | phone | dark |",
        "|---|---|---|---|",
    ]
    for scene in scenes:
        pictures = " | ".join(f"[{shape}]({scene.name}-{shape}.webp)" for shape in SHAPES)
        lines.append(f"| {scene.title} | {pictures} |")
    return "\n".join(lines) + "\n"
