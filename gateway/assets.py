"""One stylesheet and one script, put together at start from small files, named by their content."""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from flask import Flask, Response, abort, url_for

STATIC = Path(__file__).parent / "static"
STYLES = "fonts tokens base layout forms buttons notices cards tables chart bill desk print".split()
SCRIPTS = "once amount check mail_hint files draft refresh print".split()
FOREVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Bundle:
    name: str
    media_type: str
    content: bytes


def _bundle(folder: str, names: list[str], media_type: str) -> Bundle:
    parts = [(STATIC / folder / f"{name}.{folder}").read_bytes() for name in names]
    content = b"\n".join(parts)
    return Bundle(f"cabinet-{sha256(content).hexdigest()[:12]}.{folder}", media_type, content)


def install(app: Flask) -> None:
    """Serve the bundles and let templates name them as `stylesheet` and `script`."""
    bundles = {
        bundle.name: bundle
        for bundle in (
            _bundle("css", STYLES, "text/css; charset=utf-8"),
            _bundle("js", SCRIPTS, "text/javascript; charset=utf-8"),
        )
    }
    stylesheet, script = bundles

    @app.get("/assets/<name>")
    def assets(name: str) -> Response:
        if name not in bundles:
            abort(404)
        answer = Response(bundles[name].content, content_type=bundles[name].media_type)
        answer.headers["Cache-Control"] = FOREVER
        return answer

    @app.context_processor
    def names() -> dict[str, str]:
        return {
            "stylesheet": url_for("assets", name=stylesheet),
            "script": url_for("assets", name=script),
        }
