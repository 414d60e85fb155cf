"""The symmetric checksum of callbacks."""

import hashlib
import hmac
from collections.abc import Mapping


def sign(params: Mapping[str, object], token: str) -> str:
    """HMAC-SHA256 over `name;value;` of all parameters sorted by name, upper-case hexadecimal."""
    names = sorted(name for name in params if name not in ("checksum", "sign_alias"))
    text = "".join(f"{name};{params[name]};" for name in names)
    return hmac.new(token.encode(), text.encode(), hashlib.sha256).hexdigest().upper()
