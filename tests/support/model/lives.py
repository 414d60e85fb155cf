"""Random households. Every kind is a life with one thing in it that billing must get right, in time or late."""

from collections.abc import Callable

from tests.support.model import changes, desk, use
from tests.support.model.draw import Draw
from tests.support.model.facts import Household, Month

Kind = Callable[[Draw], None]
KINDS: dict[str, Kind] = {
    name: kind
    for module in (use, changes, desk)
    for name, kind in vars(module).items()
    if callable(kind) and getattr(kind, "__module__", "") == module.__name__ and not name.startswith("_")
}


def town(seed: int, households: int, start: Month, end: Month, kinds: list[str] | None = None) -> list[Household]:
    """So many households, the kinds in turn; the same seed draws the same town."""
    names = kinds or list(KINDS)
    homes = []
    for number in range(households):
        kind = names[number % len(names)]
        draw = Draw(f"{seed}:{number}:{kind}", f"180{number + 1:06d}", kind, start, end)
        KINDS[kind](draw)
        draw.lives_with_late_rates()
        draw.pay()
        homes.append(draw.home)
    return homes
