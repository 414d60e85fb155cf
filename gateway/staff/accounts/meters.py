"""The meters of an account at the desk, of which a form is about one."""

from contracts.readings import AccountMeter, MeterState
from contracts.wire import AccountRefs
from gateway.backend.rpc import ask, services
from gateway.staff.accounts.account import known_shape


def meters_of(number: str) -> list[MeterState]:
    """All meters in use, that of the first point before the others."""
    refs = AccountRefs(account_numbers=[known_shape(number)])
    found: AccountMeter = ask(services().readings.get_meters, refs).accounts[0]
    return [*([found.meter] if found.meter else []), *found.further_meters]


def chosen(meters: list[MeterState], serial: str | None) -> MeterState | None:
    """The one with this number, else the first; None for an account without any."""
    return next((meter for meter in meters if meter.serial == serial), meters[0] if meters else None)
