"""Registers as closing balances store them: an account whose own cannot be read is left out of the run alone."""

import json

from services.billing.accounts.unreadable import Unreadable
from services.billing.rules.charge.account_input import Register, load_register


def stored_registers(number: str, registers: str, unreadable: Unreadable) -> list[Register]:
    """Returns the registers of a closing balance; of a damaged one none, and says so in `unreadable`."""
    try:
        stored = json.loads(registers)
        if not isinstance(stored, list):
            raise TypeError("registers are no list")
        found = [load_register(one) for one in stored]
        for one in found:
            _check(one)
    except Exception:
        unreadable.leave_out(number, "closing_balance")
        return []
    return found


def _check(register: Register) -> None:
    """Raises `TypeError` for a value or a history that cannot be counted with."""
    if register.value is not None and type(register.value) is not int:
        raise TypeError(f"value of {register.serial} {register.zone}: {register.value!r} is no whole number")
    if type(register.estimated) is not int or type(register.history) is not list:
        raise TypeError(f"estimated or history of {register.serial} {register.zone} is not what a closing balance has")
    if any(type(kwh) is not int for kwh in register.history):
        raise TypeError(f"the history of {register.serial} {register.zone} has what is no whole number")
