"""Staff accounts and tokens of the supplier's programs, managed at the desk by administrators."""

from typing import Annotated, Literal

from pydantic import Field

from contracts.wire import Count, Identifier, Instant, Message, Open

StaffRole = Literal["operator", "accountant", "administrator"]
StaffLogin = Annotated[str, Field(min_length=2, max_length=64, pattern=r"^[A-Za-z0-9._-]+$", examples=["ivanova"])]
StaffDeed = Annotated[Literal["create", "role", "reset", "unknown"], Open()]
"""What needs a second administrator: rights over money given to a new person or another role, new keys for whoever
has them."""


class StaffMember(Message):
    user_id: Identifier
    login: str
    role: StaffRole
    disabled: bool
    created_at: Instant
    last_sign_in_at: Instant | None
    codes_left: Count
    """Recovery codes that are not used yet."""
    sessions: Count
    """Open ones."""


class StaffWish(Message):
    """What one administrator asked for and another one decides. Persons are user ids."""

    wish_id: Identifier
    deed: StaffDeed
    login: str
    role: StaffRole
    requested_by: Identifier
    requested_at: Instant
    expires_at: Instant


class StaffList(Message):
    """All members by login, and what waits for a second administrator."""

    members: list[StaffMember]
    wishes: list[StaffWish]


class StaffCreation(Message):
    login: StaffLogin
    role: StaffRole


class StaffRef(Message):
    user_id: Identifier


class StaffRoleChange(Message):
    user_id: Identifier
    role: StaffRole


class StaffWishRef(Message):
    wish_id: Identifier


class StaffKeys(Message):
    """The only time that they are shown."""

    login: str
    password: str
    totp_secret: str
    totp_uri: str
    """What the authenticator reads from a QR code."""
    recovery_codes: list[str]


class StaffOutcome(Message):
    """Exactly what was done: keys of a new or reset account, or a wish that waits for a second administrator."""

    login: str
    keys: StaffKeys | None = None
    wish: StaffWish | None = None


class ProgramToken(Message):
    """A token of the supplier's own program; an accountant answers for it."""

    token_id: Identifier
    login: str
    name: str
    created_at: Instant
    expires_at: Instant
    last_used_at: Instant | None


class ProgramTokens(Message):
    """Valid ones, and for thirty days those that have expired; the newest first."""

    tokens: list[ProgramToken]


class ProgramTokenRequest(Message):
    login: StaffLogin
    """The accountant who answers for it."""
    name: str = Field(min_length=1, max_length=60)
    days: int = Field(ge=1, le=366)


class ProgramTokenRef(Message):
    token_id: Identifier
