"""The portal as an installed application, and what it shows without a network: the last known sums and a form.

No page of a customer is ever stored. «Главная» tells the browser the few words that it may keep where its owner wants
that (`home/known.py`, `static/js/device.js`), and the service worker answers with an empty shell that shows them.
"""

import json
from hashlib import sha256
from pathlib import Path

from flask import Blueprint, Response, current_app, render_template, url_for
from flask.typing import ResponseReturnValue

from gateway import assets
from gateway.backend.rpc import settings

blueprint = Blueprint("offline", __name__)
FONTS = ("cyrillic", "latin", "rouble")
ICONS = ((192, "any"), (512, "any"), (512, "maskable"))
SHELL = ("base.html", "offline.html")
BACKGROUND = "#f4f5f5"
BRAND = "#0c5560"


@blueprint.get("/app.webmanifest")
def manifest() -> Response:
    """Name, sign and shortcuts (W3C Web Application Manifest)."""
    supplier = settings().supplier
    content = {
        "name": f"Личный кабинет — {supplier.short_name}",
        "short_name": "Личный кабинет",
        "lang": "ru",
        "id": "/home",
        "start_url": url_for("home.show"),
        "scope": "/",
        "display": "standalone",
        "theme_color": supplier.colours.brand if supplier.colours else BRAND,
        "background_color": BACKGROUND,
        "icons": _icons(supplier.logo_file),
        "shortcuts": [
            {"name": "Показания и оплата", "url": url_for("home.show")},
            {"name": "Счета", "url": url_for("archive.show")},
        ],
    }
    return Response(json.dumps(content, ensure_ascii=False), content_type="application/manifest+json")


def _bundles() -> dict[str, assets.Bundle]:
    bundles: dict[str, assets.Bundle] = current_app.extensions["assets"]
    return bundles


def _icons(logo_file: str | None) -> list[dict[str, str]]:
    """The supplier's own sign in whatever size it has, or the portal's."""
    if logo_file:
        sign = _bundles()["logo"]
        return [{"src": url_for("assets", name=sign.name), "sizes": "any", "type": sign.media_type}]
    return [
        {
            "src": url_for("static", filename=f"icons/{purpose}-{size}.png"),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": purpose,
        }
        for size, purpose in ICONS
    ]


@blueprint.get("/service-worker.js")
def worker() -> ResponseReturnValue:
    """The worker with the files of this release in it: another release is another worker."""
    template = (assets.STATIC / "js" / "worker" / "service_worker.js").read_text(encoding="utf-8")
    files = [
        *(url_for("assets", name=bundle.name) for bundle in _bundles().values()),
        *(url_for("static", filename=f"fonts/golos-{part}.woff2") for part in FONTS),
    ]
    told = json.dumps({"shell": url_for("offline.shell"), "files": files})
    pages = (Path(current_app.root_path, "templates", name).read_text(encoding="utf-8") for name in SHELL)
    release = sha256("".join((template, told, *pages)).encode()).hexdigest()[:12]
    head = f'const RELEASE = "{release}";\nconst STORED = {told};\n'
    return Response(head + template, content_type="text/javascript; charset=utf-8")


@blueprint.get("/offline")
def shell() -> ResponseReturnValue:
    """The page without a network; the same for everybody."""
    return render_template("offline.html")
