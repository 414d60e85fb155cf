"""The order in which a postman walks: postcode, place, street, house, flat, each number by its value. Pure."""

import re

_NUMBER = re.compile(r"\d+")
_WIDTH = 8
"""Figures of the longest number that is compared by its value."""


def postal_key(address: str) -> str:
    """A text whose order is the postal one: addresses are written from the postcode down to the flat."""
    plain = " ".join(address.casefold().replace("ё", "е").split())
    return _NUMBER.sub(lambda found: found[0].zfill(_WIDTH), plain)
