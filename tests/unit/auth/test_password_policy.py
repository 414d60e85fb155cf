"""Which passwords are refused (ASVS 5.0, 6.2)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.auth.forms.field_errors import InputError
from services.auth.passwords import policy
from services.auth.tokens.secrets import new_password

pytestmark = pytest.mark.req("M3.1", "M3.2")
CONTEXT = ("180111111", "sidor_ivanov@list.ru")


@pytest.mark.parametrize("password", ["12345", "1234567", "x", ""])
def test_a_short_one_is_refused_also_the_manuals_own_example(password: str) -> None:
    with pytest.raises(InputError, match="не короче 8"):
        policy.check(password)


def test_the_longest_is_128() -> None:
    policy.check("ab cd ef " * 14 + "xy")
    with pytest.raises(InputError, match="не длиннее 128"):
        policy.check("correct horse " * 10)


@pytest.mark.parametrize(
    "password",
    [
        *("12345678", "87654321", "qwertyui", "QWERTY123", "password1", "P@ssw0rd", "iloveyou", "11111111", "aaaabbbb"),
        *("пароль123", "Пароль2026!", "ПРИВЕТПРИВЕТ", "йцукенгш", "фывапролдж", "калуга2026", "Kaluga40", "svetkaluga"),
        *("gfhjkm123", "ghbdtn2026", "наташа1985", "Иванов123", "1q2w3e4r", "qwerty12345", "абвгдеёж", "солнышко!!"),
    ],
)
def test_a_guessable_one_is_refused(password: str) -> None:
    with pytest.raises(InputError, match="подберут сразу"):
        policy.check(password, CONTEXT)


@pytest.mark.parametrize("password", ["my180111111x", "Sidor_Ivanov77", "sidor_ivanov@list.ru"])
def test_what_others_know_is_refused(password: str) -> None:
    with pytest.raises(InputError, match="номер лицевого счёта"):
        policy.check(password, CONTEXT)


@pytest.mark.parametrize(
    "password",
    [
        "жираф на велосипеде",
        "tree lamp river",
        "kR7#mq2w",
        "нет никаких правил состава",
        "  spaces kept  ",
        "🦊🐢🦉🐙🦀🐝🦋🐌",
    ],
)
def test_there_are_no_rules_of_composition(password: str) -> None:
    policy.check(password, CONTEXT)


@given(st.text(max_size=140))
def test_any_text_gets_an_answer(password: str) -> None:
    try:
        policy.check(password, CONTEXT)
    except InputError as advice:
        assert len(password) < 4 or password not in str(advice)


def test_passwords_for_letters_pass_their_own_policy() -> None:
    made = {new_password() for _ in range(200)}
    assert len(made) == 200
    for password in made:
        policy.check(password, CONTEXT)
