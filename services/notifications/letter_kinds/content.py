"""The content of a letter, in parts. Pure."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Button:
    """The one thing to do. `path` is below PUBLIC_URL; `token`: the letter's secret is appended as `?token=`."""

    label: str
    path: str
    token: bool = False


@dataclass(frozen=True, slots=True)
class LetterContent:
    """The content of one letter; everything is plain text, the template escapes it."""

    subject: str
    title: str
    paragraphs: tuple[str, ...]
    facts: tuple[tuple[str, str], ...] = ()
    """Label and value, one a line."""
    shown_secret: str | None = None
    """The label under which the secret itself is shown: «Новый пароль»."""
    button: Button | None = None
    notes: tuple[str, ...] = ()
    """Small print."""

    def dump(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def load(cls, data: dict[str, Any]) -> "LetterContent":
        """The inverse of `dump`, after JSON made lists of the tuples."""
        button = Button(**data["button"]) if data["button"] else None
        facts = tuple((label, value) for label, value in data["facts"])
        lists = {"paragraphs": tuple(data["paragraphs"]), "facts": facts, "notes": tuple(data["notes"])}
        return cls(**{**data, **lists, "button": button})
