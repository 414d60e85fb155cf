"""What a person typed as the account number, turned into nine digits (M3.2).

Pure. Characters that nobody meant (pasted from an editor) are dropped silently, and so are brackets, hyphens and points
around nine digits, as a bill prints them; anything ambiguous is refused. No account is ever created with them inside.
"""

import unicodedata

from services.auth.forms.field_errors import InputError

DIGITS = 9
_AROUND = frozenset("()[]{}（）［］.№")
"""What may stand between the digits, beside every kind of hyphen: with nine digits it can mean nothing else."""
_EXAMPLE = "180111111"


def clean(typed: str) -> str:
    """The account number of nine digits. Raises InputError."""
    digits = "".join(_meant(character) for character in typed)
    bracketed = any(character in _AROUND for character in typed)
    if not digits:
        raise InputError("Введите номер лицевого счёта: 9 цифр из вашей квитанции.")
    if len(digits) != DIGITS:
        how = " Введите его без скобок, все цифры подряд." if bracketed else ""
        raise InputError(
            f"Номер лицевого счёта состоит из {DIGITS} цифр, а введено {len(digits)}.{how} Например: {_EXAMPLE}."
        )
    return digits


def _meant(character: str) -> str:
    """The digit that the character stands for, or nothing when it is invisible or stands around the digits."""
    category = unicodedata.category(character)
    # Cf: zero-width characters, soft hyphen, direction marks, BOM. Zs, Cc: every space, tab and line end.
    if category in {"Cf", "Zs", "Cc", "Zl", "Zp", "Pd"} or character in _AROUND or unicodedata.combining(character):
        return ""
    plain = unicodedata.normalize("NFKC", character)  # full-width digits
    if plain in tuple("0123456789"):
        return plain
    raise InputError(
        f"В номере лицевого счёта лишний символ {_named(character)}. Введите номер с клавиатуры: только 9 цифр."
    )


def _named(character: str) -> str:
    """The character in quotes; a letter that looks like a digit is called a letter."""
    if not character.isprintable():
        return f"U+{ord(character):04X}"
    return f"«{character}» (буква)" if character.isalpha() else f"«{character}»"
