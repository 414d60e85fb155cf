"""Opens what a letter carries sealed, at the moment in which it is composed."""

from functools import lru_cache

from chassis.sealing import Sealer
from contracts.auth.letters import place_of
from services.notifications.models import Letter
from services.notifications.settings import NotificationsSettings


def opened(letter: Letter, settings: NotificationsSettings) -> str | None:
    """The letter's token or password; one that was queued readably comes back as it is.

    Raises SealBroken when no key of LETTER_KEYS opens it.
    """
    return _sealer(settings.letter_keys).open(letter.secret, place_of(str(letter.user_id))) if letter.secret else None


@lru_cache(maxsize=4)
def _sealer(keys: str) -> Sealer:
    return Sealer(keys)
