"""How many examples property tests draw: all of them in `./cabinet test`, a tenth in `./cabinet unit`."""

import os

QUICK = os.environ.get("HYPOTHESIS_PROFILE") == "quick"
FEWEST = 15


def examples(number: int = 100) -> int:
    """Returns `number`, or a tenth of it, at least FEWEST, under the profile `quick`."""
    return max(number // 10, FEWEST) if QUICK else number
