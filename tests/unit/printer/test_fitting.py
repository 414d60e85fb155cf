"""Texts in columns: nothing is wider than its column, nothing is lost while there is room."""

from hypothesis import given
from hypothesis import strategies as st

from services.billing.printer.fitting import ELLIPSIS, NARROW, REGULAR, fitting_size, lines, wide_enough, width_mm

TEXTS = st.text(alphabet="абвгдеёжзийклмнопрстуфхцчшщъыьэюяАБВГ0123456789 ,.-«»№", min_size=1, max_size=200)


@given(TEXTS, st.sampled_from([REGULAR, NARROW]), st.floats(6, 14), st.floats(15, 150), st.integers(1, 4))
def test_no_line_is_wider_than_the_column(text: str, face: str, size: float, width: float, most: int) -> None:
    found = lines(text, face, size, width, most)
    assert 1 <= len(found) <= most
    assert all(width_mm(line, face, size) <= width + 1e-9 for line in found if line != ELLIPSIS)


@given(TEXTS, st.floats(15, 150), st.integers(1, 4))
def test_what_fits_is_kept_whole(text: str, width: float, most: int) -> None:
    found = lines(text, REGULAR, 9, width, most)
    if not any(line.endswith(ELLIPSIS) for line in found):
        assert " ".join(found) == text
        assert wide_enough(text, REGULAR, 9, width, most)


def test_lines_break_at_spaces() -> None:
    assert lines("улица Генерала Рокоссовского", REGULAR, 9, 30, 3) == ["улица Генерала", "Рокоссовского"]


def test_the_largest_size_that_fits_is_chosen() -> None:
    assert fitting_size("Ия", (13, 11, 9), 50) == 13
    assert fitting_size("Ия" * 100, (13, 11, 9), 50) == 9
