"""An appeal's number is understood however somebody says it."""

import pytest

from services.feedback.appeals.numbers import said_number

pytestmark = pytest.mark.req("S5")


@pytest.mark.parametrize(
    "said", ["О-2026-000123", "о-2026-123", "O-2026-123", "o 2026 000123", "2026-123", "№ О-2026-000123", "О2026-123"]
)
def test_letters_zeros_and_dashes_do_not_matter(said: str) -> None:
    assert said_number(said) == (2026, 123)


def test_a_year_may_be_left_out_but_a_number_alone_is_none() -> None:
    assert said_number("О-123") == (None, 123)
    assert said_number("О-2026") == (None, 2026)
    for said in ("123", "", "О", "180111112", "Иванов", "О-2026-0", "О-2026-1-2"):
        assert said_number(said) is None
