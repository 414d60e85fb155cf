"""Which readings of a meter count in a period (rules A9, E6, E7; ПП РФ 354, п. 59 «а»)."""

from datetime import date

from services.billing.rules.charge.account_input import AccountInput, Device, PeriodReading, Register
from services.billing.rules.charge.rate_book import RateBook

OF_STAFF = frozenset({"control", "act"})
"""Sources of readings that were taken at the meter by a check or with an act."""


def counted(
    account: AccountInput, device: Device, register: Register, book: RateBook, refused_on: date | None
) -> list[PeriodReading]:
    """Returns the readings of one register that count, in the order in which they were taken.

    A reading belongs to the period that it was received for. The last reading of a meter that was taken away, failed
    or stands in a closed account belongs to the month of that day, and the first one to the month of installation,
    whenever they came. Readings of a meter after its removal or failure do not count (п. 59 «а»), nor do a consumer's
    while access to the meter is refused (п. 59 «в»).
    """
    found, later = [], False
    alone = len(account.devices) == 1
    for one in account.readings:
        if one.serial != device.serial or one.zone != register.zone:
            continue
        if one.taken_on == register.on and one.value == register.value:
            continue  # where the register stands already
        if device.failed_on is not None and one.taken_on > device.failed_on:
            continue
        if device.removed_on is not None and one.taken_on > device.removed_on:
            continue  # of the meter's next life, which this month does not know yet
        if refused_on is not None and one.source not in OF_STAFF and one.taken_on >= refused_on:
            continue
        if alone or _of_this_life(one, device, account):
            found.append(one)
            later = later or one.period > book.period
    if later or (device.failed_on is not None and device.failed_on < book.first):
        return _of_the_month(found, account, device, register, book)
    return found


def _of_this_life(one: PeriodReading, device: Device, account: AccountInput) -> bool:
    """Whether the reading is of this installation of the meter: one that was reprogrammed or came back has several."""
    for other in account.devices:
        if other is device or other.serial != device.serial or one.zone not in other.zones:
            continue
        if device.installed_on < other.installed_on <= one.taken_on and one.taken_on != device.removed_on:
            return False
        if one.taken_on < device.installed_on and other.installed_on < device.installed_on:
            return False
    return True


def _of_the_month(
    found: list[PeriodReading], account: AccountInput, device: Device, register: Register, book: RateBook
) -> list[PeriodReading]:
    """Those of a later period that belong here by the day of the meter, without those that belonged to a month before.

    A meter that failed in an earlier month has none here.
    """
    if device.failed_on is not None and device.failed_on < book.first:
        return []
    ends = (device.removed_on, device.failed_on, account.home.closed_on)
    if any(day is not None and book.first <= day <= book.last for day in ends):
        return found
    own = [one for one in found if one.period <= book.period]
    if register.value is None and device.installed_on >= book.first:
        early = [one for one in found if one.period > book.period and one.taken_on <= book.last]
        first = [one for one in early if one.taken_on == device.installed_on] or (early[:1] if not own else [])
        return sorted(own + first[:1], key=lambda one: one.taken_on)
    return own
