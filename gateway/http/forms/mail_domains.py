"""A hint for a mistyped mail domain: `lst.ru` is probably `list.ru` (M3.2). It never blocks."""

from rapidfuzz.distance import DamerauLevenshtein

DOMAINS = (
    "mail.ru", "list.ru", "bk.ru", "inbox.ru", "internet.ru", "xmail.ru",
    "yandex.ru", "ya.ru", "yandex.com", "narod.ru",
    "rambler.ru", "lenta.ru", "autorambler.ru", "myrambler.ru", "ro.ru",
    "gmail.com", "googlemail.com", "icloud.com", "me.com",
    "outlook.com", "hotmail.com", "live.ru", "live.com", "yahoo.com",
    "vk.com", "sibmail.com", "e1.ru", "ngs.ru", "kaluga.ru", "proton.me", "protonmail.com",
)  # fmt: skip


def hint(address: str) -> str | None:
    """The domain that was probably meant, None when the typed one is known or resembles nothing."""
    domain = address.rpartition("@")[2].strip().lower()
    if not domain or domain in DOMAINS:
        return None
    allowed = 1 if len(domain) <= 6 else 2
    distances = {known: DamerauLevenshtein.distance(domain, known) for known in DOMAINS}
    nearest = min(distances, key=lambda known: (distances[known], abs(len(known) - len(domain))))
    return nearest if distances[nearest] <= allowed else None
