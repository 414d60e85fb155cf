"""The printer fetches nothing but its own fonts: no address that a name or a text might smuggle in (SSRF)."""

import pytest

from services.billing.printer.layout import BundledOnly

ELSEWHERE = [
    "http://127.0.0.1:15672/", "https://example.com/x.png", "file:///etc/passwd", "ftp://example.com/",
    "//example.com/a", "http://169.254.169.254/latest/meta-data/", "file:///proc/self/environ",
]  # fmt: skip


@pytest.mark.parametrize("url", ELSEWHERE)
def test_nothing_is_fetched_from_anywhere_else(url: str) -> None:
    with pytest.raises(Exception, match=r".") as refused:
        BundledOnly().fetch(url)
    assert not isinstance(refused.value, OSError), "refused before it is tried"
