"""An order as the bank is asked for it, and what its page says the money is for."""

import re
from dataclasses import dataclass
from datetime import date

_WORDS = "Электроэнергия, лицевой счет "
_DESCRIPTION = re.compile(re.escape(_WORDS) + r"(\d{9})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale:
    """The one position of a fiscal receipt. `day` is that of the sale, also for a refund: its rate of VAT counts."""

    payment_id: str
    account_number: str
    kopecks: int
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderForm:
    """A new order. `sale` is what its fiscal receipt says, if receipts are configured."""

    number: str
    amount_kopecks: int
    description: str
    return_url: str
    session_seconds: int
    email: str | None
    sale: Sale
    sbp: bool = False
    """It shall also be payable by a QR code of the system of fast payments."""


def description_of(account_number: str) -> str:
    """The description of an order; it is also where the account stands in the bank's own books."""
    return _WORDS + account_number


def account_in(description: str) -> str | None:
    """The account of an order of ours; None for any other text."""
    found = _DESCRIPTION.fullmatch(description)
    return found[1] if found else None
