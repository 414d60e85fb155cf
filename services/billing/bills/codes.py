"""Authenticity codes (B10): random, long enough that none can be guessed, written so that a person can type them."""

import secrets

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: no I, L, O, U, which people confuse."""
_CONFUSED = str.maketrans("ILOilo", "110110")


def new_code() -> str:
    """Sixty random bits, such as `7K3M-Q9PX-2B4D`."""
    number = secrets.randbits(60)
    letters = "".join(_ALPHABET[number >> shift & 31] for shift in range(55, -1, -5))
    return f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"


def normal(typed: str) -> str:
    """A code as a person typed it, brought to its form; nonsense stays nonsense."""
    letters = "".join(letter for letter in typed.translate(_CONFUSED).upper() if letter.isalnum())
    return f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"
