"""The state of a run in words, for the terminal of an operator."""

from collections.abc import Iterator

from contracts.billing import RunState
from wording.money import plain_amount

_MEANINGS = {
    "not_charged": "accounts could not be charged",
    "not_published": "bills were left out",
    "negative": "bills give money back",
    "zero": "bills without any consumption",
    "jump": "bills far above the usual or the possible",
}
"""Of the exceptions that the totals count."""


def progress(state: RunState) -> str:
    """Returns how far the run is."""
    return f"{state.period} {state.state}: {state.accounts_done} of {state.accounts_total} accounts"


def summary(state: RunState) -> Iterator[str]:
    """Lines with totals, methods and exceptions."""
    yield (
        f"{progress(state)}, {state.volume} kWh, {_rubles(state.charged_kopecks)}, "
        f"penalties {_rubles(state.penalty_kopecks)}"
    )
    methods = ", ".join(f"{name} {count}" for name, count in sorted(state.by_method.items()))
    yield f"by method: {methods or 'none'}"
    for name, count in sorted(state.exceptions.items()):
        yield f"{count:>7} {_MEANINGS.get(name, 'to look at')} ({name})"


def left_out(state: RunState) -> bool:
    """Whether accounts have no charge or no bill."""
    return bool({"not_charged", "not_published"} & state.exceptions.keys())


def _rubles(kopecks: int) -> str:
    return f"{plain_amount(kopecks)} rub."
