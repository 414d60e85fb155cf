"""Which accounts need to know what was billed before: those whose readings may give something back. Pure."""

from services.billing.rules.charge.account_input import AccountInput


def may_return(account: AccountInput) -> bool:
    """Whether the month may give back kWh of earlier ones: a reading below what was billed, or an act.

    Reading what was billed costs a query, so an account that only goes on from its last reading is spared. Where a
    counter does not count whole kWh, its figures cannot be compared with the kWh of estimates: any estimate will do.
    """
    if account.acts:
        return True
    if not account.readings:
        return False
    if any(one.barred for one in account.registers):
        return True
    if any(device.ratio != 1 or device.decimals for device in account.devices):
        return any(one.estimated for one in account.registers) or _below(account)
    return _below(account)


def _below(account: AccountInput) -> bool:
    """Whether a register shows less than its last reading and the kWh that were billed since."""
    billed = {(one.serial, one.zone): one.value + one.estimated for one in account.registers if one.value is not None}
    return any(one.value < billed.get((one.serial, one.zone), 0) for one in account.readings)
