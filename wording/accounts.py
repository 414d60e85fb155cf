"""Numbers of personal accounts (лицевые счета)."""


def account(number: str) -> str:
    """Return `(180)111111` of `180111111`, as the supplier prints it: district, then the account."""
    return f"({number[:3]}){number[3:]}"
