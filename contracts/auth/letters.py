"""The secrets of letters in auth's events: sealed, for nobody but who composes the letter.

`token` and `new_password` are `sealed:<key id>:<base64>` (`chassis.sealing`), by a key of LETTER_KEYS, which
auth and notifications share.
"""


def place_of(user_id: str) -> str:
    """What a secret is sealed to: the person whose letter it is."""
    return f"letter {user_id}"
