"""Where a redirect may lead: our own pages and the bank, nothing else."""

from urllib.parse import urlsplit

from gateway.backend.rpc import settings


def local_path(path: str | None) -> str | None:
    """The path when it stays on this site, None for anything else."""
    if not path or not path.startswith("/") or "\\" in path or any(ord(c) < 0x21 for c in path):
        return None
    parts = urlsplit(path)
    if parts.scheme or parts.netloc or path.startswith("//"):
        return None
    return path


def is_bank(url: str) -> bool:
    """Whether the address is on the acquirer's payment host."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" == settings().bank_origin
