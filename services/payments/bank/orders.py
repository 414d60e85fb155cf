"""An order as the bank is asked for it, and what its page says the money is for."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

_ONE, _SEVERAL = "Электроэнергия, лицевой счет ", "Электроэнергия, лицевые счета "
_DESCRIPTION = re.compile(re.escape(_ONE) + r"(\d{9})")
_LINE = r"(\d{9}) (\d{1,10}),(\d\d)"
_LINES = re.compile(re.escape(_SEVERAL) + rf"{_LINE}(?:; {_LINE})+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """A line of a fiscal receipt: the money of one account. `code` tells it from the others of the order."""

    code: str
    account_number: str
    kopecks: int


@dataclass(frozen=True, slots=True)
class Sale:
    """What a fiscal receipt says. `day` is that of the sale, also for a refund: its rate of VAT counts."""

    positions: tuple[Position, ...]
    day: date

    @property
    def kopecks(self) -> int:
        """Of all positions."""
        return sum(position.kopecks for position in self.positions)


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


def position_name(account_number: str) -> str:
    """What a line of a fiscal receipt says the money is for."""
    return _ONE + account_number


def description_of(sums: Sequence[tuple[str, int]]) -> str:
    """The description of an order, by account and kopecks; it is also where the accounts stand in the bank's own books,
    of several each with its sum."""
    if len(sums) == 1:
        return _ONE + sums[0][0]
    return _SEVERAL + "; ".join(f"{number} {kopecks // 100},{kopecks % 100:02}" for number, kopecks in sums)


def sums_in(description: str, amount_kopecks: int) -> list[tuple[str, int]]:
    """Accounts and kopecks of an order of ours, in their order; empty for any other text, and where they do not make
    the order's sum."""
    if found := _DESCRIPTION.fullmatch(description):
        return [(found[1], amount_kopecks)]
    if not _LINES.fullmatch(description):
        return []
    sums = [(number, int(rubles) * 100 + int(rest)) for number, rubles, rest in re.findall(_LINE, description)]
    fits = sum(kopecks for _, kopecks in sums) == amount_kopecks and len({number for number, _ in sums}) == len(sums)
    return sums if fits else []
