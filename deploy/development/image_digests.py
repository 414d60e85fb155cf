"""Pins base images to digests: a tag may be moved by whoever can write to the registry, a digest cannot.

Asks the registry's HTTP API (OCI distribution) for the digest of each tag, with the anonymous token that it hands out.
`name:tag@sha256:...` keeps the tag for people; engines use the digest.
"""

import json
import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

from deploy.launcher.host.paths import ROOT
from deploy.provisioning.errors import SetupError

FILES = (
    "docker-compose.yml",
    *(f"deploy/images/{file.name}" for file in sorted((ROOT / "deploy/images").glob("*.Dockerfile"))),
)
"""Where base images are named."""
_NAMED = re.compile(
    r"^(?P<before>\s*(?:image:|FROM)\s+)(?P<name>[\w./:-]+?):(?P<tag>[\w.-]+)(?:@sha256:[0-9a-f]{64})?(?=\s|$)", re.M
)
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_KINDS = (
    "application/vnd.oci.image.index.v1+json, application/vnd.docker.distribution.manifest.list.v2+json, "
    "application/vnd.oci.image.manifest.v1+json, application/vnd.docker.distribution.manifest.v2+json"
)
_SECONDS = 20


def pin(root: Path, registry: str = "https://registry-1.docker.io") -> Iterator[str]:
    """Write the digests into the files; yields each image as it is named now.

    Nothing is written unless every digest was found. Raises SetupError, which names the image and the reason.
    `registry` serves names without a host.
    """
    texts = {root / file: (root / file).read_text(encoding="utf-8") for file in FILES}
    named = {(found["name"], found["tag"]) for text in texts.values() for found in _NAMED.finditer(text)}
    digests = {image: digest_of(*image, registry) for image in sorted(named)}

    def pinned(found: re.Match[str]) -> str:
        return f"{found['before']}{found['name']}:{found['tag']}@{digests[found['name'], found['tag']]}"

    for path, text in texts.items():
        path.write_text(_NAMED.sub(pinned, text), encoding="utf-8")
    for (name, tag), digest in digests.items():
        yield f"{name}:{tag}@{digest}"


def unpinned(root: Path) -> list[str]:
    """Base images that are named by a tag alone, each as `file: name:tag`."""
    return [
        f"{file}: {found['name']}:{found['tag']}"
        for file in FILES
        for found in _NAMED.finditer((root / file).read_text(encoding="utf-8"))
        if "@" not in found[0]
    ]


def digest_of(name: str, tag: str, registry: str) -> str:
    """Returns the digest of a tag in its registry. Raises SetupError."""
    host, _, path = name.partition("/")
    if path and ("." in host or ":" in host):
        registry, repository = f"https://{host}", path
    else:
        repository = name if path else f"library/{name}"
    url = f"{registry}/v2/{repository}/manifests/{quote(tag)}"
    try:
        found = _ask(url, None)
    except urllib.error.HTTPError as refusal:
        if refusal.code != 401:
            raise SetupError(f"{name}:{tag}: {registry} answers {refusal.code}") from None
        found = _with_token(url, name, tag, refusal.headers.get("WWW-Authenticate", ""))
    except OSError as failure:
        raise SetupError(f"{name}:{tag}: {registry} cannot be reached: {failure}") from None
    if not found or not _DIGEST.fullmatch(found):
        raise SetupError(f"{name}:{tag}: {registry} names no digest")
    return found


def _with_token(url: str, name: str, tag: str, challenge: str) -> str | None:
    asked = dict(re.findall(r'(\w+)="([^"]*)"', challenge))
    if "realm" not in asked:
        raise SetupError(f"{name}:{tag}: the registry wants a login of an unknown kind")
    query = urlencode({key: asked[key] for key in ("service", "scope") if key in asked})
    try:
        with urllib.request.urlopen(f"{asked['realm']}?{query}", timeout=_SECONDS) as answer:  # noqa: S310
            given = json.loads(answer.read())
        return _ask(url, given.get("token") or given["access_token"])
    except (OSError, ValueError, KeyError) as failure:
        raise SetupError(f"{name}:{tag}: the registry gives no anonymous access: {failure}") from None


def _ask(url: str, token: str | None) -> str | None:
    headers = {"Accept": _KINDS} | ({"Authorization": f"Bearer {token}"} if token else {})
    request = urllib.request.Request(url, method="HEAD", headers=headers)  # noqa: S310 - the registry's own address
    with urllib.request.urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310
        digest: str | None = answer.headers.get("Docker-Content-Digest")
    return digest
