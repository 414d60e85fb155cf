"""Which of our own refunds explain the money that the bank shows as gone back, and what is the bank's own. Pure.

A refund of ours is recognised by its key. Where the installation tells no key, what went back is first set against our
own refunds by their sums, so that one movement is never entered twice; the bank's own is only the rest.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations

from services.payments.bank.replies import ReturnOperation

MOST_COMPARED = 10
"""Outstanding refunds of one payment whose sums are tried together; nobody has more."""


@dataclass(frozen=True, slots=True)
class OwnRefund:
    """A refund that we have asked for, by the key that the bank was given."""

    key: str
    kopecks: int


@dataclass(slots=True)
class Matched:
    """`done`: keys of our refunds that the bank has made. `by_bank`: sums of its own. `doubt`: why it is unclear whose
    the rest is; then nothing of the rest is entered."""

    done: list[str] = field(default_factory=list)
    by_bank: list[int] = field(default_factory=list)
    doubt: str = ""


def match(
    unknown: int, outstanding: Sequence[OwnRefund], listed: Sequence[ReturnOperation], entered: Sequence[OwnRefund]
) -> Matched:
    """`unknown` kopecks more than we have entered went back. `outstanding` are our refunds without an end, the oldest
    first; `listed` is what the bank lists, empty if it does not; `entered` are those that we have entered before."""
    found = Matched()
    keyed = {operation.key: operation.kopecks for operation in listed if operation.key}
    for refund in outstanding:
        if keyed.get(refund.key) == refund.kopecks <= unknown:
            found.done.append(refund.key)
            unknown -= refund.kopecks
    mine = [refund for refund in outstanding if refund.key not in keyed]
    new = _not_entered(listed, entered, found.done, unknown)
    if new is not None:
        _one_by_one(found, new, mine)
    elif unknown:
        _by_their_total(found, unknown, mine)
    return found


def _not_entered(
    listed: Sequence[ReturnOperation], entered: Sequence[OwnRefund], done: Sequence[str], unknown: int
) -> list[ReturnOperation] | None:
    """The listed operations that are new; None where they do not add up to what is unknown."""
    keys = {refund.key for refund in entered} | set(done)
    shown = {operation.key for operation in listed}
    others = Counter(refund.kopecks for refund in entered if refund.key not in shown)
    new = []
    for operation in listed:
        if operation.key in keys:
            continue
        if others[operation.kopecks]:
            others[operation.kopecks] -= 1
        else:
            new.append(operation)
    return new if new and sum(operation.kopecks for operation in new) == unknown else None


def _one_by_one(found: Matched, new: Sequence[ReturnOperation], mine: Sequence[OwnRefund]) -> None:
    left = list(mine)
    for operation in new:
        same = next((refund for refund in left if refund.kopecks == operation.kopecks), None)
        if same and not operation.key and not operation.reversal:
            left.remove(same)
            found.done.append(same.key)
        else:
            found.by_bank.append(operation.kopecks)


def _by_their_total(found: Matched, unknown: int, mine: Sequence[OwnRefund]) -> None:
    fitting = [refund for refund in mine if refund.kopecks <= unknown][:MOST_COMPARED]
    exact = next((some for some in _subsets(fitting) if sum(refund.kopecks for refund in some) == unknown), None)
    total = sum(refund.kopecks for refund in fitting)
    if exact is not None:
        found.done += [refund.key for refund in exact]
    elif total <= unknown:
        found.done += [refund.key for refund in fitting]
        found.by_bank.append(unknown - total)
    else:
        found.doubt = f"{unknown} kopecks went back, and several refunds of ours may be a part of them"


def _subsets(refunds: Sequence[OwnRefund]) -> list[tuple[OwnRefund, ...]]:
    return [some for size in range(1, len(refunds) + 1) for some in combinations(refunds, size)]
