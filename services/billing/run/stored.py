"""Registers as closing balances store them: an account whose own cannot be read is left out of the run alone."""

import json
import logging
import uuid

from services.billing.rules.charge.account_input import Register, load_register

log = logging.getLogger(__name__)

Unreadable = dict[str, str]
"""Why accounts cannot be read, by number."""


def stored_registers(number: str, registers: str, unreadable: Unreadable) -> list[Register]:
    """Returns the registers of a closing balance; of a damaged one none, and says so in `unreadable`."""
    try:
        found = [load_register(one) for one in json.loads(registers)]
        for one in found:
            _check(one)
    except Exception:
        incident = uuid.uuid4().hex[:12]
        unreadable[number] = f"closing_balance: it cannot be read, incident {incident}"
        log.exception("closing balance cannot be read", extra={"account_number": number, "incident": incident})
        return []
    return found


def _check(register: Register) -> None:
    """Raises `TypeError` for a value or a history that cannot be counted with."""
    if register.value is not None and type(register.value) is not int:
        raise TypeError(f"value of {register.serial} {register.zone}: {register.value!r} is no whole number")
    if type(register.estimated) is not int or type(register.history) is not list:
        raise TypeError(f"estimated or history of {register.serial} {register.zone} is not what a closing balance has")
