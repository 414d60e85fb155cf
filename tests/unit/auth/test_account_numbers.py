"""What people type as the account number (M3.2)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.auth.forms.account_numbers import clean
from services.auth.forms.field_errors import InputError

pytestmark = pytest.mark.req("M3.2")


@pytest.mark.parametrize(
    "typed",
    [
        "180111111",
        " 180111111\r\n",
        "180\u00a0111\u00a0111",
        "180\u200b111111",
        "\ufeff180111111",
        "180\u00ad111111",
        "１８０１１１１１１",
        "180\u202f111 111\t",
        "\u200e180111111\u200f",
    ],
    ids=["plain", "line end", "nbsp", "zero width", "bom", "soft hyphen", "full width", "narrow space", "direction"],
)
def test_what_an_editor_adds_is_dropped(typed: str) -> None:
    assert clean(typed) == "180111111"


@pytest.mark.parametrize(
    "typed",
    [
        "(180)111111",
        "（180）111111",
        "[180]111111",
        "(180) 111-111",
        "180-111-111",
        "180–111–111",
        "180.111.111",
        "№ 180111111",
    ],
)
def test_brackets_and_hyphens_around_nine_digits_are_taken(typed: str) -> None:
    assert clean(typed) == "180111111"


@pytest.mark.parametrize("typed", ["(180)11111", "(180)1111111", "[180]"])
def test_brackets_get_their_own_message_where_digits_are_missing(typed: str) -> None:
    with pytest.raises(InputError, match="без скобок"):
        clean(typed)


@pytest.mark.parametrize(("typed", "count"), [("18011111", 8), ("1801111111", 10), ("1", 1)])
def test_a_wrong_length_is_counted(typed: str, count: int) -> None:
    with pytest.raises(InputError, match=f"введено {count}"):
        clean(typed)


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("18О111111", "«О» (буква)"),
        ("180/111111", "«/»"),
        ("l80111111", "«l» (буква)"),
        ("180111111+", "«+»"),
        ("١٨٠١١١١١١", "«١»"),
        ("18\x00O111111", "«O» (буква)"),
    ],
)
def test_an_ambiguous_character_is_named(typed: str, named: str) -> None:
    with pytest.raises(InputError) as advice:
        clean(typed)
    assert named in str(advice.value)


@pytest.mark.parametrize("typed", ["", "  ", "\u200b"])
def test_nothing_typed_says_what_to_type(typed: str) -> None:
    with pytest.raises(InputError, match="Введите номер"):
        clean(typed)


@given(st.text(max_size=20))
def test_whatever_is_accepted_is_nine_plain_digits(typed: str) -> None:
    try:
        number = clean(typed)
    except InputError:
        return
    assert len(number) == 9
    assert number.isascii() and number.isdigit()
