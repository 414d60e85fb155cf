"""A view of a document: what its template needs, as nested dicts and lists.

Texts (`str`) and QR codes are its leaves, they differ from bill to bill. All the rest - which keys there are, how many
rows, flags, figures, frozen models - is its shape: views of one shape are laid out alike, so a template rendered once
serves them all.
"""

from collections.abc import Callable, Hashable, Iterator
from itertools import count
from typing import Any

from services.billing.printer.qr import Qr

LEAVES = (str, Qr)
View = dict[str, Any]


def leaves(view: Any) -> Iterator[str | Qr]:
    """The leaves in the order of the structure."""
    if isinstance(view, LEAVES):
        yield view
    elif isinstance(view, dict):
        for part in view.values():
            yield from leaves(part)
    elif isinstance(view, list):
        for part in view:
            yield from leaves(part)


def shape(view: Any) -> Hashable:
    """Equal for two views exactly if they differ in their leaves only."""
    if isinstance(view, LEAVES):
        return type(view).__name__
    if isinstance(view, dict):
        return tuple((name, shape(part)) for name, part in view.items())
    if isinstance(view, list):
        return tuple(shape(part) for part in view)
    return view  # type: ignore[no-any-return]


def marked(view: View, mark: Callable[[int], str]) -> View:
    """The same view with a mark in the place of each text, numbered in the order of `leaves`."""
    return _marked(view, mark, count())  # type: ignore[no-any-return]


def _marked(view: Any, mark: Callable[[int], str], numbers: Iterator[int]) -> Any:
    if isinstance(view, LEAVES):
        number = next(numbers)
        return mark(number) if isinstance(view, str) else view
    if isinstance(view, dict):
        return {name: _marked(part, mark, numbers) for name, part in view.items()}
    if isinstance(view, list):
        return [_marked(part, mark, numbers) for part in view]
    return view
