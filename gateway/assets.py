"""One stylesheet, one script and the logo, joined at start and named by a hash of their content."""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from flask import Flask, Response, abort, url_for

from contracts.supplier import Supplier
from gateway import branding

STATIC = Path(__file__).parent / "static"
STYLES = "fonts tokens base layout forms buttons notices cards home tables chart bill desk print".split()
SCRIPTS = (
    "once proof amount sums check mail_hint files draft refresh print reveal session device known shell keys counts"
).split()
FOREVER = "public, max-age=31536000, immutable"
SIGNS = {".svg": "image/svg+xml", ".png": "image/png", ".webp": "image/webp"}


@dataclass(frozen=True, slots=True)
class Bundle:
    name: str
    media_type: str
    content: bytes


def _bundle(content: bytes, ending: str, media_type: str) -> Bundle:
    return Bundle(f"cabinet-{sha256(content).hexdigest()[:12]}.{ending}", media_type, content)


def _joined(folder: str, names: list[str], *more: bytes) -> bytes:
    return b"\n".join([*((STATIC / folder / f"{name}.{folder}").read_bytes() for name in names), *more])


def sign(file: str | None) -> Bundle:
    """The supplier's logo; raises OSError and ValueError for a file that is none."""
    path = Path(file) if file else STATIC / "mark.svg"
    if path.suffix not in SIGNS:
        raise ValueError(f"logo_file: {path.name} must be one of {', '.join(SIGNS)}")
    return _bundle(path.read_bytes(), path.suffix[1:], SIGNS[path.suffix])


def install(app: Flask, supplier: Supplier) -> None:
    """Serve the bundles and let templates name them as `stylesheet`, `script` and `logo`."""
    style = _joined("css", STYLES, *([branding.stylesheet(supplier.colours)] if supplier.colours else []))
    parts = {
        "stylesheet": _bundle(style, "css", "text/css; charset=utf-8"),
        "script": _bundle(_joined("js", SCRIPTS), "js", "text/javascript; charset=utf-8"),
        "logo": sign(supplier.logo_file),
    }
    app.extensions["assets"] = parts
    by_name = {bundle.name: bundle for bundle in parts.values()}

    @app.get("/assets/<name>")
    def assets(name: str) -> Response:
        if name not in by_name:
            abort(404)
        answer = Response(by_name[name].content, content_type=by_name[name].media_type)
        answer.headers["Cache-Control"] = FOREVER
        return answer

    @app.context_processor
    def names() -> dict[str, str]:
        return {role: url_for("assets", name=bundle.name) for role, bundle in parts.items()}
