"""Words for what a meter shows and for the readings that a new one is compared with."""

from contracts.billing import Overview, PriceBase
from contracts.readings import MeterState, RegisterState
from wording.dates import short_day
from wording.numbers import figure, grouped


def past_in_words(register: RegisterState, meter: MeterState, overview: Overview | None, sent: bool = False) -> str:
    """`Прошлые: 17300 от 20.08.2026, с тех пор начислено расчётно 358 кВт·ч`: what billing counts from.

    A later reading that no bill has used yet stands in its place, unless it is of this period (`sent`): then it will be
    replaced, and is named beside.
    """
    base, sent = _base(register, meter, overview), sent or meter.sent_this_period
    later = base is None or (
        not sent and register.last_on is not None and base.taken_on is not None and register.last_on > base.taken_on
    )
    if base is None or later:
        if register.last_value is None:
            return "Прошлых показаний нет"
        return f"Прошлые: {_shown(register, meter)}"
    day = f" от {short_day(base.taken_on)}" if base.taken_on else ""
    words = f"Прошлые: {figure(base.value, meter.decimals)}{day}"
    if base.estimated_kwh:
        words += f", с тех пор начислено расчётно {grouped(base.estimated_kwh)} кВт·ч"
    if sent and register.last_value is not None and register.last_on != base.taken_on:
        words += f". В этом периоде передано {_shown(register, meter)}"
    return words


def _base(register: RegisterState, meter: MeterState, overview: Overview | None) -> PriceBase | None:
    known = overview.registers if overview else ()
    return next((one for one in known if (one.serial, one.zone) == (meter.serial, register.zone)), None)


def _shown(register: RegisterState, meter: MeterState) -> str:
    day = f" от {short_day(register.last_on)}" if register.last_on else ""
    return f"{figure(register.last_value or 0, meter.decimals)}{day}"


FILTERS = {"past": past_in_words, "figure": figure}
