"""Base images are pinned to what their registry says, all of them or none."""

import json
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from deploy.development.image_digests import FILES, pin, unpinned
from deploy.launcher.host.paths import ROOT
from deploy.provisioning.errors import SetupError


class Registry(BaseHTTPRequestHandler):
    """A registry as the OCI distribution describes it: a challenge, an anonymous token, the digest in a header."""

    tags: ClassVar[dict[str, str]] = {}

    def do_HEAD(self) -> None:
        if self.headers.get("Authorization") != "Bearer open":
            self.send_response(401)
            base = f"http://127.0.0.1:{self.server.server_port}"  # type: ignore[attr-defined]
            repository = "/".join(self.path.split("/")[2:-2])
            realm = f'Bearer realm="{base}/token",service="registry",scope="repository:{repository}:pull"'
            self.send_header("WWW-Authenticate", realm)
        elif found := self.tags.get(self.path):
            self.send_response(200)
            self.send_header("Docker-Content-Digest", found)
        else:
            self.send_response(404)
        self.end_headers()

    def do_GET(self) -> None:
        body = json.dumps({"token": "open"}).encode()
        self.send_response(200 if "service=registry" in self.path and "scope=repository" in self.path else 400)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def registry() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Registry)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Our own files, and a registry that knows every image that they name."""
    Registry.tags = {}
    for file in FILES:
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text((ROOT / file).read_text(encoding="utf-8"), encoding="utf-8")
    for number, (name, tag) in enumerate(sorted(images(tmp_path))):
        repository = name if "/" in name else f"library/{name}"
        Registry.tags[f"/v2/{repository}/manifests/{tag}"] = f"sha256:{number:064x}"
    return tmp_path


def images(root: Path) -> set[tuple[str, str]]:
    text = "\n".join((root / file).read_text(encoding="utf-8") for file in FILES)
    return set(re.findall(r"^\s*(?:image:|FROM) ([\w/.-]+):([\w.-]+)", text, re.MULTILINE))


def test_every_base_image_is_pinned_and_keeps_its_tag(registry: str, root: Path) -> None:
    before = images(root)
    assert {"postgres", "rabbitmq", "nginx", "python", "debian"} <= {name for name, _ in before}
    assert len(list(pin(root, registry))) == len(before)
    text = "\n".join((root / file).read_text(encoding="utf-8") for file in FILES)
    assert len(re.findall(r"@sha256:[0-9a-f]{64}\b", text)) == len(
        re.findall(r"^\s*(?:image:|FROM) [\w/.-]+:[\w.-]+", text, re.MULTILINE)
    )
    assert images(root) == before


def test_a_release_is_told_which_images_are_not_pinned(registry: str, root: Path) -> None:
    left = unpinned(root)
    assert {image.partition(": ")[2].partition(":")[0] for image in left} == {name for name, _ in images(root)}
    assert "docker-compose.yml: postgres:15" in left
    list(pin(root, registry))
    assert unpinned(root) == []
    compose = root / "docker-compose.yml"
    moved = compose.read_text(encoding="utf-8").replace("image: nginx:1.26@", "image: nginx:1.27 # was @", 1)
    compose.write_text(moved, encoding="utf-8")
    assert unpinned(root) == ["docker-compose.yml: nginx:1.27"]


def test_every_dockerfile_is_looked_at() -> None:
    named = {str(path.relative_to(ROOT)) for path in ROOT.rglob("*Dockerfile*") if ".cabinet" not in path.parts}
    assert named <= set(FILES)


def test_a_later_digest_replaces_the_former(registry: str, root: Path) -> None:
    list(pin(root, registry))
    Registry.tags = dict.fromkeys(Registry.tags, f"sha256:{'f' * 64}")
    list(pin(root, registry))
    text = (root / "docker-compose.yml").read_text(encoding="utf-8")
    assert set(re.findall(r"@sha256:(\w+)", text)) == {"f" * 64}


def test_nothing_is_written_when_one_image_is_unknown(registry: str, root: Path) -> None:
    before = [(root / file).read_text(encoding="utf-8") for file in FILES]
    Registry.tags.popitem()
    with pytest.raises(SetupError, match=r"answers 404|no anonymous access"):
        list(pin(root, registry))
    assert [(root / file).read_text(encoding="utf-8") for file in FILES] == before


def test_a_registry_that_is_away_is_named(root: Path) -> None:
    with pytest.raises(SetupError, match=r"127\.0\.0\.1:1 cannot be reached"):
        list(pin(root, "http://127.0.0.1:1"))
