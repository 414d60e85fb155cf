"""Which of many values are tried: all of them in the long form of the attack (ATTACK_LONG=1), else some, by a seed.

Every place gets some of the values, and other places get others. ATTACK_SEED draws others; a number repeats its draw.
"""

import os
import random
from collections.abc import Sequence
from typing import TypeVar

LONG, SEED = "ATTACK_LONG", "ATTACK_SEED"
Value = TypeVar("Value")


def drawn(values: Sequence[Value], most: int, *place: object) -> list[Value]:
    """At most so many of the values in their order, the same for the same seed and place; all in the long form."""
    if os.environ.get(LONG) or len(values) <= most:
        return list(values)
    chance = random.Random(" ".join(map(str, (os.environ.get(SEED, "1"), *place))))
    return [values[number] for number in sorted(chance.sample(range(len(values)), most))]
