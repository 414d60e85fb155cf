"""What is typed into the search becomes words, phrases and beginnings of surnames."""

import pytest

from services.billing.queries.search_words import Wanted, compact, digits_of, wanted, words_of

pytestmark = pytest.mark.req("S5")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("Семёнов", "семенов"), ("д.1 кв.2", "д 1 кв 2"), ("Кирова 21-7", "кирова 21 7"), ("21А", "21 а"),
        ("«8 Марта»", "8 марта"), ("Щедрина—Салтыкова", "щедрина салтыкова"), ("№ 12", "12"), ("%_'\"", ""),
    ],
)  # fmt: skip
def test_signs_separate_and_letters_are_folded(said: str, words: str) -> None:
    assert " ".join(word.text for word in words_of(said)) == words


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Иван", Wanted(("иван",), "", ("иван",))),
        ("Ан", Wanted((), "ан:*", ("ан",))),
        ("д.1 кв.2", Wanted((), "((д | дом) <-> 1) & ((кв | квартира) <-> 2)", ())),
        ("улица Кирова", Wanted(("кирова",), "", ("кирова",))),
        ("Кирова21", Wanted((), "(кирова:* <-> 21 | кирова:* <2> 21)", ("кирова",))),
        ("Кирова 21а", Wanted(("кирова",), "21 & (21 <-> а:*)", ("кирова",))),
        ("ул", Wanted((), "ул:*", ())),
        ("--", Wanted((), "", ())),
    ],
)
def test_words_say_how_they_are_looked_for(said: str, expected: Wanted) -> None:
    assert wanted(said) == expected


def test_a_flat_follows_its_house() -> None:
    assert "21 <1> 7 | 21 <2> 7" in wanted("Кирова 21-7").lexemes
    assert not wanted("!!") and wanted("7")


def test_numbers_of_accounts_and_things() -> None:
    assert digits_of("(180) 111-112") == digits_of("180111112") == "180111112"
    assert digits_of("21") == digits_of("21-7а") == digits_of("") == ""
    assert compact("№ 00-123/А") == "123А" and compact("--") == ""
