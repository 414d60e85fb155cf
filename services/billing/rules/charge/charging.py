"""One account's charge of one period, by ПП РФ 354: which rule applies, its price, where the account stands then."""

from dataclasses import dataclass

from services.billing.rules import averages, charges
from services.billing.rules.charge.account_input import HISTORY, AccountInput, Home, Register
from services.billing.rules.charge.norm_month import norm_kwh, open_days
from services.billing.rules.charge.outcome import Outcome, outcome_of
from services.billing.rules.charge.rate_book import RateBook
from services.billing.rules.charge.scales import Scale, in_service, scales_of
from services.billing.rules.charges import Charge, Method
from services.billing.rules.money import half_up
from services.billing.rules.policy import Policy
from services.billing.rules.volumes import day_share


def charge(account: AccountInput, book: RateBook) -> Outcome:
    """Charges `book.period`.

    Raises `BadInputError` when a rate is missing.
    """
    home = account.home
    if home.resting and not account.readings:
        return _not_charged(account)
    first, last = book.first, book.last
    present = in_service(account.devices, first, last)
    if not present:
        return _without_meter(home, book)
    scales = scales_of(account, present)
    standing = [scale for scale in scales if scale.device.removed_on is None or scale.device.removed_on > last]
    metering = _Metering(home, account.missed, scales, standing)
    if any(scale.device.failed_on is not None and scale.device.failed_on <= last for scale in standing):
        return _with_failed_meter(metering, book)
    if all(scale.reading is not None for scale in standing):
        return _by_readings(metering, book)
    return _by_estimate(metering, book)


@dataclass(slots=True)
class _Metering:
    """An account with meters. `standing` are those of its `scales` that stand there after the period."""

    home: Home
    missed: int
    scales: list[Scale]
    standing: list[Scale]


def _not_charged(account: AccountInput) -> Outcome:
    """A month within a seasonal block, without readings (rule A12)."""
    return Outcome(
        method="metered",
        volume=0,
        charged=0,
        vat=0,
        settled=0,
        lines=[],
        meters=[],
        missed=account.missed,
        registers=list(account.registers),
        flags=[],
    )


def _without_meter(home: Home, book: RateBook) -> Outcome:
    """Formulas 4 and 4(1): the norm for every person of each day, less temporary absence."""
    kwh = norm_kwh(home, book, with_absences=True)
    priced = charges.by_norm(kwh, book.tariff(home.group, home.heating), book.policy.vat_rate, home.multiplier)
    return outcome_of("norm", priced, scales=[], missed=0, left=[])


def _by_readings(metering: _Metering, book: RateBook) -> Outcome:
    """Formula 1, also over a replaced meter and after estimated months, whose kWh are taken off (rules A7, A10)."""
    home, scales, standing = metering.home, metering.scales, metering.standing
    for scale in scales:
        removed = scale.device.removed_on
        if scale.reading is None and removed is not None:
            # Taken away without a last reading: the average for the days that it stood there.
            usual = averages.average(scale.register.history, book.policy) or 0
            scale.volume = day_share(usual, removed.day, book.days)
    used = sum(scale.register.estimated for scale in scales)
    method: Method = "control" if standing and all(scale.control for scale in standing) else "metered"
    months = metering.missed + 1
    tariff = book.tariff(home.group, home.heating).over_months(months)
    priced = charges.price(_by_zone(scales), tariff, book.policy.vat_rate, method, used)
    return outcome_of(
        method,
        priced,
        settled=-used,
        scales=scales,
        missed=0,
        left=[_after_reading(scale, scales, months) for scale in standing],
        flags=_flags(priced, standing, book.policy),
    )


def _with_failed_meter(metering: _Metering, book: RateBook) -> Outcome:
    """П. 59 «а», «г»: readings up to the failure, then the average by days until a new meter stands there."""
    home, scales, standing = metering.home, metering.scales, metering.standing
    usual = averages.estimate(_histories(standing), 1, book.policy)
    if usual is None:
        return _by_estimate(metering, book)
    days = book.days
    for scale in standing:
        failed = scale.device.failed_on or book.last
        first_dark = failed.day if failed >= book.first else 1
        scale.volume += day_share(usual[scale.register.zone], days - first_dark + 1, days)
    used = sum(scale.register.estimated for scale in scales if scale.reading is not None)
    tariff = book.tariff(home.group, home.heating)
    priced = charges.price(_by_zone(scales), tariff, book.policy.vat_rate, "average", used)
    return outcome_of(
        "average",
        priced,
        settled=-used,
        scales=scales,
        missed=metering.missed,
        left=[_stopped(scale) for scale in standing],
        flags=_flags(priced, standing, book.policy),
    )


def _by_estimate(metering: _Metering, book: RateBook) -> Outcome:
    """П. 59 «б», 60: the average of past months, after `avg_max_periods` of them the norm; both are offset later."""
    home, standing, months = metering.home, metering.standing, metering.missed + 1
    open_on, days = open_days(home, book)
    tariff, vat = book.tariff(home.group, home.heating), book.policy.vat_rate
    usual = averages.estimate(_histories(standing), months, book.policy)
    if usual is None:
        kwh = norm_kwh(home, book, with_absences=False)
        priced, spread = charges.by_norm(kwh, tariff, vat), _spread(kwh, standing)
    else:
        spread = [day_share(usual[scale.register.zone], open_on, days) for scale in standing]
        volumes = {scale.register.zone: kwh for scale, kwh in zip(standing, spread, strict=True)}
        priced = charges.price(volumes, tariff, vat, "average")
    for scale, kwh in zip(standing, spread, strict=True):
        scale.volume, scale.reading = kwh, None
    left = [_after_estimate(scale) for scale in standing]
    return outcome_of(priced.lines[0].method, priced, scales=standing, missed=months, left=left)


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
    return _read(scale, [*old.history, *[half_up(kwh, months)] * min(months, HISTORY)][-HISTORY:])


def _after_estimate(scale: Scale) -> Register:
    old = scale.register
    return Register(
        serial=old.serial,
        zone=old.zone,
        value=old.value,
        on=old.on,
        estimated=old.estimated + scale.volume,
        history=old.history,
    )


def _stopped(scale: Scale) -> Register:
    return _read(scale, scale.register.history)


def _read(scale: Scale, history: list[int]) -> Register:
    """The register at the period's reading; as it was when there is none."""
    old, reading = scale.register, scale.reading
    if reading is None:
        return old
    return Register(serial=old.serial, zone=old.zone, value=reading.value, on=reading.taken_on, history=history)


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
