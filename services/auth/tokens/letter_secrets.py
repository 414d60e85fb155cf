"""What only the reader of a letter may know, a one-time token or a mailed password, sealed until it is composed.

Auth keeps digests only, so the outbox, the broker's queues and the letters that wait would be the only places where
such a secret can be read. notifications opens it with the same key (`LETTER_KEYS`) when it sends the letter.
"""

from functools import lru_cache

from chassis.sealing import Sealer
from contracts.auth.letters import place_of
from services.auth.settings import AuthSettings


def sealed(settings: AuthSettings, subject_id: object, secret: str) -> str:
    """The secret as an event carries it; `subject_id` is the event's `user_id`."""
    return _sealer(settings.letter_keys).seal(secret, place_of(str(subject_id)))


@lru_cache(maxsize=4)
def _sealer(keys: str) -> Sealer:
    return Sealer(keys)
