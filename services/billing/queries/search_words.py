"""What a person types into the search, as words that PostgreSQL looks for. Pure.

The words are folded as `search_folded` of the database folds names and addresses (migration 0030): ё is е, signs of any
kind only separate, letters and digits are words of their own. People say «Кирова 21-7», «кирова д.21 кв.7», «Кирова21».
"""

import re
import unicodedata
from dataclasses import dataclass

MOST_WORDS = 12
SHORTEST_PART = 3
"""Letters of which a part of a word is looked for; fewer must begin one: parts of words have no index then."""
HOUSE, BLOCK, FLAT = ("д", "дом"), ("к", "корп", "корпус"), ("кв", "квартира")
BEFORE_NUMBERS = {name: names for names in (HOUSE, BLOCK, FLAT) for name in names}
GENERIC = frozenset(
    "г город ул улица пр просп проспект пер переулок пл площадь ш шоссе б бульвар пос поселок с село дер деревня "
    "обл область р район".split()
) | frozenset(BEFORE_NUMBERS)
"""Kinds of places: files abbreviate them in another way than people, and nearly every address has them."""
FURTHEST = 4
"""Words between a house and its flat: «21, корп. 2, кв. 7»."""
_WORDS = re.compile(r"(?P<number>\d{1,100})|(?P<letters>[^\W\d_]{1,100})")


@dataclass(frozen=True, slots=True)
class Word:
    text: str
    number: bool
    glued: bool
    """To the word before it, as in «кв7» and «21а»."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """`parts` are parts of words, `lexemes` a tsquery (empty: none), `names` how a surname may begin."""

    parts: tuple[str, ...]
    lexemes: str
    names: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.parts or self.lexemes)


def words_of(text: str) -> list[Word]:
    """The words of what was typed, folded."""
    folded = unicodedata.normalize("NFKC", text.replace("№", " ")).lower().replace("ё", "е")
    found, end = [], -1
    for match in list(_WORDS.finditer(folded))[:MOST_WORDS]:
        found.append(Word(match[0], match["number"] is not None, match.start() == end))
        end = match.end()
    return found


def wanted(text: str) -> Wanted:
    """What an account must have in its name or address; false when nothing was typed that can be looked for."""
    words = words_of(text)
    specific = [word for word in words if word.number or word.text not in GENERIC]
    if not specific:
        return Wanted((), " & ".join(_beginning(word.text) for word in words), ())
    parts, lexemes = [], []
    for place, word in enumerate(words):
        before = words[place - 1] if place else None
        after = words[place + 1] if place + 1 < len(words) else None
        if word.number:
            lexemes.append(_number(word, before))
        elif word.glued and before and before.number:
            lexemes.append(f"({before.text} <-> {_beginning(word.text)})")
        elif (after and after.glued and after.number) or word.text in GENERIC:
            continue  # said with its number, or said of every address
        elif len(word.text) >= SHORTEST_PART:
            parts.append(word.text)
        else:
            lexemes.append(_beginning(word.text))
    names = tuple(word.text for word in specific if not word.number and len(word.text) > 1)
    return Wanted(tuple(parts), " & ".join(lexemes), names)


def digits_of(text: str) -> str:
    """The beginning of an account's number, however it is grouped; empty when it is none."""
    digits = re.sub(r"[\s()\N{EN DASH}\N{EM DASH}-]", "", text)
    return digits if digits.isascii() and digits.isdigit() and len(digits) >= SHORTEST_PART else ""


def compact(text: str) -> str:
    """A number of a thing: capital letters and digits without leading zeros, as `search_compact` of the database."""
    letters = "".join(word.text for word in words_of(text))
    return letters.upper().lstrip("0")


def _number(word: Word, before: Word | None) -> str:
    if before is None:
        return word.text
    if before.number:
        near = (f"{before.text} <{distance}> {word.text}" for distance in range(1, FURTHEST + 1))
        return f"({' | '.join(near)})"
    if before.text in BEFORE_NUMBERS:
        return f"(({' | '.join(BEFORE_NUMBERS[before.text])}) <-> {word.text})"
    if not word.glued:
        return word.text
    begins = _beginning(before.text)
    return f"({begins} <-> {word.text} | {begins} <2> {word.text})"  # «Кирова21» is «ул. Кирова, д. 21»


def _beginning(text: str) -> str:
    return f"{text}:*"
