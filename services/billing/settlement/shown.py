"""Recalculation lines in the shape in which pages and desks get them."""

from collections.abc import Mapping
from typing import Any

from contracts.billing import RecalculationLine

FIELDS = tuple(RecalculationLine.model_fields)


def shown_line(stored: Mapping[str, Any]) -> RecalculationLine:
    """Returns a row of `recalculations`, or a line of a draft."""
    return RecalculationLine.model_validate({name: stored[name] for name in FIELDS})
