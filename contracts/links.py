"""The portal's addresses that leave the portal: in letters and at the bank. Append them to PUBLIC_URL.

The gateway serves them, notifications and payments build them; a token travels as `?token=`.
"""

SIGN_IN = "/"
HOME = "/home"
ACTIVATION = "/activation"
NEW_PASSWORD = "/recovery/new"  # noqa: S105  an address, not a secret
EMAIL_CONFIRMATION = "/email/confirm"
NOT_ME = "/not-me"
"""«Это был не я»: from the letters that warn of a change."""
PAYMENT_RETURN = "/payments/return"
"""Where the bank sends the browser; the bank appends `orderId`."""

PAYMENTS = "/payments"
"""Followed by `/<payment>` for its page."""

SETTINGS = "/settings"
VIEWERS = "/settings/viewers"
"""«Кто ещё видит этот счёт»."""
FEEDBACK = "/feedback"
BILL_CHECK = "/check"
"""Followed by `/<code>` on a printed bill."""
UNSUBSCRIBE = "/unsubscribe"


def payment(payment_id: str) -> str:
    """The page of one payment."""
    return f"{PAYMENTS}/{payment_id}"


def signing_in(account_number: str) -> str:
    """The sign-in page with the number in its field."""
    return f"{SIGN_IN}?account={account_number}"


def unsubscribing(key: str, kind: str) -> str:
    """Where readers of a letter turn off letters of its kind, with one press or by their mail program (RFC 8058)."""
    return f"{UNSUBSCRIBE}?key={key}&kind={kind}"
