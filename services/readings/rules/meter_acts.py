"""What an act of a meter must state, and what may not contradict it (п. 59, 81, 81(9)). Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from contracts.meters import MeterActRequest
from contracts.wire import Zone, ZoneValue
from services.readings.rules import phrases

ENDS = ("replacement", "reprogramming", "removal")
"""Acts after which the meter that stood there counts no more."""
BEGINS = ("replacement", "reprogramming", "installation")
"""Acts from which a meter counts."""
SCALES: tuple[tuple[Zone, ...], ...] = (("one",), ("day", "night"), ("peak", "semi", "night"))
"""The sets of zones that meters have, each in the order of forms."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong: the request's field and the remedy."""

    field: str
    remedy: str


@dataclass(frozen=True, slots=True)
class StandingMeter:
    """The meter that stands at the point before the act."""

    serial: str
    zones: Sequence[Zone]
    digits: int
    installed_on: date
    failed_on: date | None
    last: Mapping[Zone, int] | None
    """Its latest reading that counts, and its day."""
    last_on: date | None


def fault_of(act: MeterActRequest, standing: StandingMeter | None, closed_on: date | None) -> Fault | None:
    """The first mistake of an act, or None. `standing` is None when the point has no meter."""
    if closed_on is not None and act.happened_on > closed_on:
        return Fault("happened_on", f"Лицевой счет закрыт {phrases.day(closed_on)}: день акта позже")
    if act.kind == "installation":
        if standing is not None:
            return Fault("point", f"Здесь уже стоит счётчик № {standing.serial}: запишите замену или другую точку")
        if act.last_readings or act.unread:
            return Fault("last_readings", "Прежнего счётчика нет: укажите только начальные показания нового")
    elif standing is None:
        return Fault("serial", "В этой точке учёта нет действующего счётчика: запишите установку")
    else:
        return _of_standing(act, standing) or _of_new(act, standing)
    return _of_new(act, None)


def in_order(zones: Sequence[Zone]) -> list[Zone] | None:
    """The zones in the order of forms; None when no meter has this set."""
    return next((list(known) for known in SCALES if sorted(known) == sorted(zones)), None)


def _of_standing(act: MeterActRequest, meter: StandingMeter) -> Fault | None:
    if act.serial != meter.serial:
        return Fault("serial", f"Здесь стоит счётчик № {meter.serial}: проверьте номер")
    if act.happened_on < meter.installed_on:
        return Fault("happened_on", f"Счётчик установлен {phrases.day(meter.installed_on)}: день акта раньше")
    if act.kind in ENDS and meter.last_on is not None and meter.last_on > act.happened_on:
        later = phrases.day(meter.last_on)
        return Fault("happened_on", f"Есть более поздние показания этого счётчика ({later}): отзовите их сначала")
    if act.kind == "failure" and meter.failed_on is not None:
        return Fault("kind", f"Счётчик уже отмечен неисправным с {phrases.day(meter.failed_on)}")
    if act.unread and act.last_readings:
        return Fault("unread", "Укажите показания или отметку «снять нельзя», а не то и другое")
    if not act.last_readings:
        if act.unread or act.kind == "sealing":
            return None
        return Fault("last_readings", "Укажите последние показания счётчика или отметьте, что снять их нельзя")
    return _values("last_readings", act.last_readings, meter.zones, meter.digits) or _lower(act, meter)


def _lower(act: MeterActRequest, meter: StandingMeter) -> Fault | None:
    """Below the last reading a counter has passed zero only within half of its scale (E4)."""
    if meter.last is None or meter.last_on is None or meter.last_on > act.happened_on:
        return None
    scale = int(10**meter.digits)
    for value in act.last_readings:
        before = meter.last.get(value.zone, value.value)
        if value.value < before and 2 * (value.value + scale - before) > scale:
            was = f"{before:0{meter.digits}d} ({phrases.day(meter.last_on)})"
            return Fault("last_readings", f"Показание меньше прошлого: было {was}{phrases.in_zone(value.zone)}")
    return None


def _of_new(act: MeterActRequest, standing: StandingMeter | None) -> Fault | None:
    meter = act.new_meter
    if act.kind not in BEGINS:
        extra = meter is not None or act.first_readings
        return Fault("new_meter", "Этот акт не ставит нового счётчика: уберите его") if extra else None
    if meter is None:
        return Fault("new_meter", "Укажите счётчик, который начинает считать: номер, разрядность, шкалы")
    zones = in_order(meter.zones)
    if zones is None:
        return Fault("new_meter", "Шкалы счётчика: одна, день и ночь или пик, полупик и ночь")
    if standing is not None and act.kind == "replacement" and meter.serial == standing.serial:
        return Fault("new_meter", "Номер тот же, что у снятого счётчика: запишите перепрограммирование")
    if standing is not None and act.kind == "reprogramming":
        if meter.serial != standing.serial:
            return Fault("new_meter", "Номер другой, чем у стоящего счётчика: запишите замену")
        if zones == list(standing.zones):
            return Fault("new_meter", "Шкалы остались прежними: перепрограммировать нечего")
    return _values("first_readings", act.first_readings, zones, meter.digits)


def _values(field: str, given: Sequence[ZoneValue], zones: Sequence[Zone], digits: int) -> Fault | None:
    if sorted(one.zone for one in given) != sorted(zones):
        return Fault(field, f"Укажите показания по каждой зоне счётчика по одному разу: {phrases.quoted_zones(zones)}")
    for one in given:
        if one.value >= int(10**digits):
            text = f"Показание не соответствует разрядности счётчика: не больше {digits} цифр"
            return Fault(field, text + phrases.in_zone(one.zone))
    return None
