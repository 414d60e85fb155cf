"""A kind of letter: how urgent it is, how long it is worth sending, how staff see it. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from services.notifications.letter_kinds.content import LetterContent

URGENT, NORMAL, BULK = 0, 5, 9
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterKind:
    """One kind of letter. It stands beside the function that writes it and is listed in its module's `KINDS`."""

    code: str
    """Stored with each letter as its `purpose`, and sent to the desk."""
    title: str
    """In the desk's list of kinds, in Russian."""
    label: str
    """In the desk's list of letters, in Russian."""
    priority: int
    lifetime: timedelta | None
    """How long after its event the letter is worth sending; None: the event itself says until when."""
    sample: Callable[[], LetterContent]
    """The letter of a made-up event, for the preview: no person's data and no working link."""
    follows_profile: bool = False
    """Goes to the profile's address, also when that changes while the letter waits (M4.2.4)."""
    outlives_cabinet: bool = False
    """Is sent although the cabinet was deleted meanwhile: a warning about its keys."""
    supersedes: bool = False
    """Of several that wait for one person only the one that lasts longest is sent: its token is the newest."""
    subscription: str | None = None
    """What its unsubscribe link turns off (`contracts.notifications.Subscription`); None: no such link."""
