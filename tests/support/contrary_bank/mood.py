"""How the contrary bank behaves for a while: everything that a number draws, so that a run can be played again."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.support.contrary_bank.order import Traits
from tests.support.contrary_bank.wire import ENDS, Ruin

COMMANDS = ("register", "getOrderStatusExtended", "getOrderStatusExtended", "refund", "reverse", "decline")
NOTICES = ("before", "after", "late", "twice", "lost", "forged")
SIGNERS = ("new token", "old token", "new key", "old key")
SILENT, WHOLE = 0, 100_000
"""Bytes of an answer that get through: none, or all but the last one."""


@dataclass(frozen=True)
class Mood:
    """An installation, what happens to its next answers, and what the bank does of its own accord."""

    traits: Traits = field(default_factory=Traits)
    ruins: tuple[Ruin, ...] = ()
    behind: int = 0
    notice: str = "after"
    signer: str = "new token"
    own: str = ""
    """What the bank does after a payment: refund (a part), reversal, settles, chargeback, or nothing."""


def drawn(number: int, *, keeps_keys: bool) -> Mood:
    """The mood of this number; `keeps_keys` is of the generation of the protocol."""
    draw = random.Random(number)
    traits = Traits(
        net=draw.random() < 0.7,
        sums=draw.choice(("told", "told", "absent", "null", "beside")),
        lists=draw.choice(("operations", "refunds", "both", "empty", "absent")),
        keys=draw.random() < 0.6,
        numbers=draw.choice((int, str)),
        currency=draw.choice(("top", "card", "absent")),
        code=draw.choice(("7", "5")),
        keeps_keys=keeps_keys,
    )
    return Mood(
        traits,
        tuple(_ruins(draw)),
        behind=draw.choice((0, 0, 1, 3)),
        notice=draw.choice(NOTICES),
        signer=draw.choice(SIGNERS),
        own=draw.choice(("", "", "refund", "reversal", "settles", "chargeback")),
    )


def _ruins(draw: random.Random) -> Sequence[Ruin]:
    cuts = (SILENT, draw.randrange(400), WHOLE)
    return [
        Ruin(draw.choice(COMMANDS), done=draw.random() < 0.7, cut=draw.choice(cuts), end=draw.choice(ENDS))
        for _ in range(draw.randrange(4))
    ]
