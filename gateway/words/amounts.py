"""Parses a sum of money as people type it into kopecks."""

import re
import unicodedata

SHAPE = re.compile(r"^(\d{1,12})(?:[.,](\d{1,2}))?$")
SIGNS = ("₽", "руб.", "руб", "р.", "р")


class WrongAmount(ValueError):
    """Raised for what is no sum of money; the text says what to type."""


def kopecks(typed: str) -> int:
    """`1 234,5 ₽` is 123450. An empty field is 0: nothing to pay (M4.1.8)."""
    text = "".join(unicodedata.normalize("NFKC", typed).split()).lower()
    for sign in SIGNS:
        text = text.removesuffix(sign)
    if not text:
        return 0
    match = SHAPE.match(text)
    if match is None:
        raise WrongAmount(_remedy(text))
    return int(match[1]) * 100 + int((match[2] or "0").ljust(2, "0"))


def _remedy(text: str) -> str:
    if text.startswith(("-", "\N{MINUS SIGN}")):
        return "Сумма не может быть отрицательной. Укажите 0, чтобы передать показания без оплаты."
    if re.fullmatch(r"\d+[.,]\d{3,}", text):
        return "Копеек может быть не больше двух цифр, например 1234,56."
    return "Укажите сумму цифрами, например 1234,56."
