"""The meters of an account at the desk, of which a form is about one."""

from contracts.readings import AccountMeter, MeterState
from contracts.wire import AccountRefs
from gateway.backend.rpc import ask, services
from gateway.staff.accounts.account import known_shape


def meters_of(number: str) -> list[MeterState]:
    """All meters in use."""
    refs = AccountRefs(account_numbers=[known_shape(number)])
    found: AccountMeter = ask(services().readings.get_meters, refs).accounts[0]
    return in_use(found)


def in_use(account: AccountMeter) -> list[MeterState]:
    """Its meters, that of the first point before the others."""
    return [*([account.meter] if account.meter else []), *account.further_meters]


def chosen(meters: list[MeterState], serial: str | None) -> MeterState | None:
    """The one with this number, else the first; None for an account without any."""
    return next((meter for meter in meters if meter.serial == serial), meters[0] if meters else None)
