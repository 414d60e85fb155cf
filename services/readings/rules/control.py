"""Mistakes that a control reading may contain: E2, E3, E10, E14."""

from collections.abc import Sequence
from datetime import date

from contracts.wire import Zone
from services.readings.rules import phrases
from services.readings.rules.findings import Finding, error
from services.readings.rules.history import Shown, passed


def wrong_control(
    given: Sequence[tuple[Zone, int]],
    zones: Sequence[Zone],
    digits: int,
    taken_on: date,
    installed_on: date,
    earlier_controls: Sequence[Shown],
    today: date,
    *,
    passed_zero: bool = False,
    closed_on: date | None = None,
) -> Finding | None:
    """The first mistake, or None. It may be below what the consumer sent, but not below an earlier control reading
    unless the counter went through zero since."""
    if taken_on > today:
        return error("E14", "Дата снятия ещё не наступила: укажите сегодняшнюю или прошедшую")
    if taken_on < installed_on:
        return error("E14", f"Счётчик установлен {phrases.day(installed_on)}: дата снятия раньше")
    if closed_on is not None and taken_on > closed_on:
        return error("E14", f"Лицевой счет закрыт {phrases.day(closed_on)}: дата снятия позже")
    if sorted(zone for zone, _ in given) != sorted(zones):
        return error("E3", f"Укажите показания по каждой зоне счётчика по одному разу: {phrases.quoted_zones(zones)}")
    for zone, value in given:
        if value >= int(10**digits):
            return error("E2", f"Показание не соответствует разрядности счётчика: не больше {digits} цифр", zone)
        for control in earlier_controls:
            if not passed_zero and control.taken_on <= taken_on and value < control.values.get(zone, 0):
                through_zero = passed(control.values[zone], value, digits)
                if control.taken_on == taken_on or through_zero > int(10**digits) // 2:
                    was = f"{control.values[zone]:0{digits}d} ({phrases.day(control.taken_on)})"
                    text = f"Показание ниже прежних контрольных: {was}{phrases.in_zone(zone)}"
                    return error("E10", f"{text}. Если счётчик перешёл через ноль, отметьте это", zone)
    return None
