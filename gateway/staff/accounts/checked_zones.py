"""What a reading means by zone, in words for the member of staff who is about to record it."""

from contracts.readings import CheckedZone
from wording.numbers import figure, grouped


def step_in_words(zone: CheckedZone, decimals: int) -> str:
    """`было 12 840, стало 12 900: +60 кВт·ч`."""
    sign = "+" if zone.volume > 0 else "\N{MINUS SIGN}" if zone.volume < 0 else ""
    through_zero = ", через ноль" if zone.rolled_over else ""
    before, now = figure(zone.previous, decimals), figure(zone.current, decimals)
    return f"было {before}, стало {now}: {sign}{grouped(abs(zone.volume))} кВт·ч{through_zero}"
