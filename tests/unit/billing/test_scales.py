"""The scales of a period: what each register moved by since it was last billed."""

from datetime import date

import pytest

from services.billing.rules.charge.model import Device, Register, Taken
from services.billing.rules.charge.scales import read

DEVICE = Device("77", 5, ("one",), date(2019, 1, 1), None, None, None)


def _moved(previous: int, current: int, source: str, estimated: int = 0) -> int:
    register = Register("77", "one", previous, date(2026, 9, 24), estimated)
    [scale] = read([DEVICE], [register], [Taken("77", "one", date(2026, 10, 20), current, source)])
    return scale.volume


@pytest.mark.req("S2", "S4")
def test_a_control_reading_below_the_consumers_is_a_credit() -> None:
    assert _moved(12_565, 12_400, "control") == -165


@pytest.mark.req("S2")
def test_a_counter_that_passed_zero_goes_on() -> None:
    assert _moved(99_870, 35, "payment") == 165


@pytest.mark.req("S2")
def test_what_was_estimated_is_taken_off() -> None:
    assert _moved(12_565, 12_901, "payment", estimated=416) == -80
