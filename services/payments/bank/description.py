"""What the bank's page says the money is for; it is also where the account stands in the bank's own books."""

import re

_WORDS = "Электроэнергия, лицевой счет "
_DESCRIPTION = re.compile(re.escape(_WORDS) + r"(\d{9})")


def description_of(account_number: str) -> str:
    return _WORDS + account_number


def account_in(description: str) -> str | None:
    """The account of an order of ours; None for any other text."""
    found = _DESCRIPTION.fullmatch(description)
    return found[1] if found else None
