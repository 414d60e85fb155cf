"""Which passwords are accepted (ASVS 5.0, 6.2): length and lists, no rules of composition. Pure."""

from functools import cache
from importlib import resources

from zxcvbn.frequency_lists import FREQUENCY_LISTS

from services.auth.forms.field_errors import FieldErrors, InputError

SHORTEST, LONGEST = 8, 128
_SWAPPED = str.maketrans("@$013457!", "asoleasti")
_KEYS = dict(zip("qwertyuiop[]asdfghjkl;'zxcvbnm,.`", "йцукенгшщзхъфывапролджэячсмитьбюё", strict=True))
_ROWS = (
    *("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijkl"),
    *("йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю", "абвгдеёжзик"),
)


def check(password: str, context: tuple[str, ...] = ()) -> None:
    """Raise InputError unless the password may be used; `context` is what others know of the person."""
    if len(password) < SHORTEST:
        raise InputError(f"Пароль должен быть не короче {SHORTEST} символов.")
    if len(password) > LONGEST:
        raise InputError(f"Пароль должен быть не длиннее {LONGEST} символов.")
    plain = password.casefold()
    if any(known in plain for known in _parts(context)):
        raise InputError("Пароль не должен содержать номер лицевого счёта или адрес электронной почты.")
    if _monotonous(plain) or any(_common(form) for form in _forms(plain)):
        raise InputError(
            "Такой пароль подберут сразу: он есть в списках распространённых. "
            "Придумайте другой, например три-четыре не связанных слова."
        )


def check_chosen(errors: FieldErrors, password: str, confirmation: str, context: tuple[str, ...]) -> None:
    """Note what is wrong with it; `context` is what others know of the person."""
    with errors.collect("password"):
        check(password, context)
    with errors.collect("password_confirmation"):
        if password != confirmation:
            raise InputError("Пароль и подтверждение не совпадают. Введите один и тот же пароль дважды.")


def _parts(context: tuple[str, ...]) -> set[str]:
    """The pieces of an account number or an address that are too long to be in a password by chance."""
    pieces = {piece.casefold() for text in context for piece in (text, text.partition("@")[0])}
    return {piece for piece in pieces if len(piece) >= 5}


def _forms(plain: str) -> set[str]:
    """The password as it is, without leet, typed in the other keyboard layout, and bare of added signs."""
    forms = {plain, plain.translate(_SWAPPED), "".join(_KEYS.get(c, c) for c in plain)}
    return forms | {_bare(form) for form in forms}


def _bare(form: str) -> str:
    """Without what is no letter at its ends."""
    letters = [place for place, sign in enumerate(form) if sign.isalpha()]
    return form[letters[0] : letters[-1] + 1] if letters else ""


def _common(form: str) -> bool:
    """Whether it is on a list, or a listed word written several times."""
    if len(form) < 3:
        return False
    known = _listed()
    sizes = [n for n in range(3, len(form) + 1) if len(form) % n == 0]
    return any(form[:n] in known and form == form[:n] * (len(form) // n) for n in sizes)


def _monotonous(plain: str) -> bool:
    """Few different characters, or nothing but runs along the keyboard or the alphabet."""
    if len(set(plain)) <= 3:
        return True
    rest = plain
    for row in _ROWS:
        for line in (row, row[::-1]):
            for size in range(len(line), 2, -1):
                for start in range(len(line) - size + 1):
                    rest = rest.replace(line[start : start + size], "")
    return len(rest) <= 2


@cache
def _listed() -> frozenset[str]:
    """Thirty thousand passwords of leaks, and the words that come to mind in our country and on our site."""
    own = resources.files(__package__).joinpath("common_russian.txt").read_text("utf-8").split()
    return frozenset(FREQUENCY_LISTS["passwords"]) | frozenset(own)
