"""One account's charge of one period, by ПП РФ 354: which rule applies, its price, where the account stands then.

Pure: everything comes in, nothing is read or written here. The rules themselves are in `services.billing.rules`.
"""

from collections.abc import Sequence
from typing import Any

from services.billing.rules import averages, charges
from services.billing.rules.charge.model import HISTORY, Device, Home, Outcome, Register, Taken
from services.billing.rules.charge.norm_month import norm_kwh, open_days
from services.billing.rules.charge.rate_book import RateBook
from services.billing.rules.charge.scales import Scale, in_service, read
from services.billing.rules.charges import Charge, Line
from services.billing.rules.money import half_up
from services.billing.rules.policy import Policy
from services.billing.rules.volumes import day_share


def charge(
    home: Home,
    devices: Sequence[Device],
    registers: Sequence[Register],
    missed: int,
    taken: Sequence[Taken],
    book: RateBook,
) -> Outcome:
    """Charge `book.period`; `taken` are its valid readings in the order in which they were taken.

    Raises `BadInputError` when a rate is missing.
    """
    if home.resting and not taken:
        return Outcome("metered", 0, 0, 0, 0, [], [], missed, list(registers), [])
    first, last = book.first, book.last
    present = in_service(devices, first, last)
    if not present:
        return _without_meter(home, book)
    scales = read(present, registers, taken)
    standing = [scale for scale in scales if scale.device.removed_on is None or scale.device.removed_on > last]
    if any(scale.device.failed_on is not None and scale.device.failed_on <= last for scale in standing):
        return _with_failed_meter(home, scales, standing, missed, book)
    if all(scale.current is not None for scale in standing):
        return _by_readings(home, scales, standing, missed, book)
    return _by_estimate(home, scales, standing, missed, book)


def _without_meter(home: Home, book: RateBook) -> Outcome:
    """Formulas 4 and 4(1): the norm for every person of each day, less temporary absence."""
    kwh = norm_kwh(home, book, with_absences=True)
    priced = charges.by_norm(kwh, book.tariff(home.group, home.heating), book.policy.vat_rate, home.multiplier)
    return Outcome("norm", kwh, priced.amount, priced.vat, 0, _lines(priced), [], 0, [], [])


def _by_readings(home: Home, scales: list[Scale], standing: list[Scale], missed: int, book: RateBook) -> Outcome:
    """Formula 1, also over a replaced meter and after estimated months, whose kWh are taken off (rules A7, A10)."""
    days = book.days
    for scale in scales:
        removed = scale.device.removed_on
        if scale.current is None and removed is not None:
            # Taken away without a last reading: the average for the days that it stood there.
            usual = averages.average(scale.register.history, book.policy) or 0
            scale.volume = day_share(usual, removed.day, days)
    used = sum(scale.register.estimated for scale in scales)
    method: charges.Method = "control" if standing and all(scale.control for scale in standing) else "metered"
    tariff = book.tariff(home.group, home.heating).over_months(missed + 1)
    priced = charges.price(_by_zone(scales), tariff, book.policy.vat_rate, method, used)
    left = [_after_reading(scale, scales, missed + 1) for scale in standing]
    return _outcome(method, priced, -used, scales, 0, left, _flags(priced, standing, book.policy))


def _with_failed_meter(home: Home, scales: list[Scale], standing: list[Scale], missed: int, book: RateBook) -> Outcome:
    """П. 59 «а», «г»: readings up to the failure, then the average by days until a new meter stands there."""
    usual = averages.estimate(_histories(standing), 1, book.policy)
    if usual is None:
        return _by_estimate(home, scales, standing, missed, book)
    days = book.days
    for scale in standing:
        failed = scale.device.failed_on or book.last
        first_dark = failed.day if failed >= book.first else 1
        scale.volume += day_share(usual[scale.register.zone], days - first_dark + 1, days)
    used = sum(scale.register.estimated for scale in scales if scale.current is not None)
    tariff = book.tariff(home.group, home.heating)
    priced = charges.price(_by_zone(scales), tariff, book.policy.vat_rate, "average", used)
    left = [_stopped(scale) for scale in standing]
    return _outcome("average", priced, -used, scales, missed, left, _flags(priced, standing, book.policy))


def _by_estimate(home: Home, scales: list[Scale], standing: list[Scale], missed: int, book: RateBook) -> Outcome:
    """П. 59 «б», 60: the average of past months, after `avg_max_periods` of them the norm; both are offset later."""
    open_on, days = open_days(home, book)
    tariff, vat = book.tariff(home.group, home.heating), book.policy.vat_rate
    usual = averages.estimate(_histories(standing), missed + 1, book.policy)
    if usual is None:
        kwh = norm_kwh(home, book, with_absences=False)
        priced, spread = charges.by_norm(kwh, tariff, vat), _spread(kwh, standing)
    else:
        spread = [day_share(usual[scale.register.zone], open_on, days) for scale in standing]
        volumes = {scale.register.zone: kwh for scale, kwh in zip(standing, spread, strict=True)}
        priced = charges.price(volumes, tariff, vat, "average")
    left = []
    for scale, kwh in zip(standing, spread, strict=True):
        scale.volume, scale.current, scale.current_on = kwh, None, None
        old = scale.register
        left.append(Register(old.serial, old.zone, old.value, old.on, old.estimated + kwh, old.history))
    return _outcome(priced.lines[0].method, priced, 0, standing, missed + 1, left, [])


def _by_zone(scales: list[Scale]) -> dict[str, int]:
    volumes: dict[str, int] = {}
    for scale in scales:
        volumes[scale.register.zone] = volumes.get(scale.register.zone, 0) + scale.volume
    return volumes


def _histories(standing: list[Scale]) -> dict[str, list[int]]:
    return {scale.register.zone: scale.register.history for scale in standing}


def _spread(kwh: int, standing: list[Scale]) -> list[int]:
    """The norm's kWh over the scales as they were used before; evenly when nothing is known."""
    weights = [max(0, sum(scale.register.history)) for scale in standing]
    if not any(weights):
        weights = [1] * len(standing)
    shares = [half_up(kwh * weight, sum(weights)) for weight in weights[:-1]]
    return [*shares, kwh - sum(shares)]


def _after_reading(scale: Scale, scales: list[Scale], months: int) -> Register:
    """The register after a real reading. What it shows for months that had been estimated counts for each of them."""
    old = scale.register
    kwh = sum(other.volume + other.register.estimated for other in scales if other.register.zone == old.zone)
    history = [*old.history, *[half_up(kwh, months)] * min(months, HISTORY)][-HISTORY:]
    return Register(old.serial, old.zone, scale.current, scale.current_on, 0, history)


def _stopped(scale: Scale) -> Register:
    old = scale.register
    if scale.current is None:
        return old
    return Register(old.serial, old.zone, scale.current, scale.current_on, 0, old.history)


def _flags(priced: Charge, standing: list[Scale], policy: Policy) -> list[str]:
    history = [sum(month) for month in zip(*(scale.register.history for scale in standing), strict=False)]
    flags = []
    if priced.amount < 0:
        flags.append("negative")
    if priced.volume == 0:
        flags.append("zero")
    usual = max(1, sum(history) // len(history)) if history else None
    if usual and priced.volume > policy.jump_kwh and priced.volume > policy.jump_factor * usual:
        flags.append("jump")
    return flags


def _outcome(
    method: str, priced: Charge, settled: int, scales: list[Scale], missed: int, left: list[Register], flags: list[str]
) -> Outcome:
    lines, blocks = _lines(priced), _blocks(scales, method)
    return Outcome(method, priced.volume, priced.amount, priced.vat, settled, lines, blocks, missed, left, flags)


def _lines(priced: Charge) -> list[dict[str, Any]]:
    return [_line(line) for line in priced.lines]


def _line(line: Line) -> dict[str, Any]:
    return {
        "zone": line.zone,
        "tier": line.tier,
        "method": line.method,
        "volume": line.volume,
        "price_kopecks": line.price,
        "amount_kopecks": line.amount,
        "excess_kopecks": line.excess,
    }


def _blocks(scales: list[Scale], method: str) -> list[dict[str, Any]]:
    blocks: dict[str, dict[str, Any]] = {}
    for scale in scales:
        device = scale.device
        block = blocks.get(device.serial)
        if block is None:
            due = device.verification_due
            block = blocks[device.serial] = {
                "serial": device.serial,
                "digits": device.digits,
                "verification_due": due.isoformat() if due else None,
                "registers": [],
            }
        block["registers"].append(scale.shown(method))
    return list(blocks.values())
