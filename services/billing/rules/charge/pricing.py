"""The price of a month: what was read, what goes back of earlier months, the average and the norm of other days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from services.billing.rules import charges, vat
from services.billing.rules.charge.account_input import AccountInput, BilledLine
from services.billing.rules.charge.bill_shapes import RecalculationLine
from services.billing.rules.charge.estimates import Estimates
from services.billing.rules.charge.points import Point
from services.billing.rules.charge.rate_book import RateBook
from services.billing.rules.charge.returns import give_back
from services.billing.rules.charges import Charge, Method
from services.billing.rules.tariffs import Tariff


@dataclass(slots=True)
class Counted:
    """What the period's readings say of all points together."""

    volumes: dict[str, int]
    """kWh by zone, less former estimates; negative ones are to be given back."""
    used: int = 0
    """kWh of former estimates."""
    barred: int = 0
    """kWh of days that are too old to be charged."""
    months: int = 1
    """How many periods the readings close, for the tiers (B18)."""
    read: bool = False
    control: bool = False
    """Every meter that stands there after the period was read by an inspector."""

    @property
    def method(self) -> Method:
        return "control" if self.control else "metered"


class Priced(NamedTuple):
    """The charge of the month, and what goes back of earlier ones."""

    charge: Charge
    recalculations: list[RecalculationLine]


def counted(points: Sequence[Point], book: RateBook) -> Counted:
    """Adds up the meters that were read."""
    found = Counted({})
    volumes = found.volumes
    standing, control = 0, True
    for point in points:
        for meter in point.meters:
            removed = meter.device.removed_on
            stands = removed is None or removed > book.last
            standing += stands
            if not meter.read:
                control = control and not stands
                continue
            found.read = True
            found.months = max(found.months, point.missed_at(meter, book.first) + 1)
            for scale in meter.scales:
                register = scale.register
                volumes[register.zone] = volumes.get(register.zone, 0) + scale.volume
                found.used += register.estimated
                found.barred += scale.barred
                if stands and not scale.control:
                    control = False
    found.control = control and standing > 0
    return found


def priced(account: AccountInput, read: Counted, guessed: Estimates, book: RateBook) -> Priced:
    """Prices what was read by the tiers of the months that it closes, then the average and the norm above it."""
    tariff, percent = book.tariff(account.home.group, account.home.heating), book.policy.vat_rate
    used, parts = 0, []
    recalculations: list[RecalculationLine] = []
    if read.read:
        tariff = tariff.over_months(read.months)
        volumes: Mapping[str, int] = read.volumes
        used = read.used
        if account.billed is not None and min(volumes.values()) < 0:
            volumes, recalculations = _returned(account.billed, read, tariff, book)
            used += sum(read.volumes.values()) - sum(volumes.values())
        parts.append(charges.price(volumes, tariff, percent, read.method, used))
        used += parts[0].volume
    if guessed.average:
        parts.append(charges.price(guessed.average, tariff, percent, "average", used))
        used += parts[-1].volume
    for kwh, factor in guessed.norms:
        parts.append(charges.by_norm(kwh, tariff, percent, factor, used))
        used += kwh
    return Priced(parts[0] if len(parts) == 1 else _together(parts, percent), recalculations)


def _returned(
    billed: Sequence[BilledLine], read: Counted, tariff: Tariff, book: RateBook
) -> tuple[Mapping[str, int], list[RecalculationLine]]:
    """The zones' use without credits, and the lines that give the credits back."""
    volumes = tariff.scales(read.volumes)
    ground = "return_of_estimate" if read.used else "control" if read.control else "correction"
    back = give_back(
        {zone: -kwh for zone, kwh in volumes.items() if kwh < 0},
        billed,
        merged=read.volumes.keys() - volumes.keys(),
        tariff=tariff,
        book=book,
        ground=ground,
    )
    return {zone: max(0, kwh) for zone, kwh in volumes.items()}, back


def _together(parts: Sequence[Charge], percent: int) -> Charge:
    amount = sum(part.amount for part in parts)
    return Charge(
        volume=sum(part.volume for part in parts),
        amount=amount,
        vat=vat.included(amount, percent),
        lines=tuple(line for part in parts for line in part.lines),
    )
