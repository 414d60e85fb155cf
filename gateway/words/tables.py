"""Tables of words for the codes that services send."""

from typing import TypeVar

Code = TypeVar("Code", bound=str)
UNKNOWN = "неизвестно"


class Wording(dict[Code, str]):
    """Words by code. For a code without words it gives «неизвестно»: services are updated before the gateway, so a
    newer one may send a code that this release does not know."""

    def __missing__(self, code: Code) -> str:
        return UNKNOWN
