"""Corrections of kWh by staff: they mend what later averages rest on, while the money is theirs alone (п. 59, 61)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from services.billing.rules.charge.account_input import Register


def with_corrections(
    before: Sequence[Register], left: Sequence[Register], corrected: Mapping[str, int]
) -> list[Register]:
    """The registers after a month, its own entry of the history corrected by zone; never below zero.

    A month that has added nothing to the history, such as an estimated one, has nothing to correct. Where several
    meters count one zone, the first of them takes the correction.
    """
    known = {(register.serial, register.zone): register.history for register in before}
    rest = dict(corrected)
    found = []
    for register in left:
        history = register.history
        if register.zone in rest and history and history != known.get((register.serial, register.zone)):
            found.append(replace(register, history=[*history[:-1], max(0, history[-1] + rest.pop(register.zone))]))
        else:
            found.append(register)
    return found
