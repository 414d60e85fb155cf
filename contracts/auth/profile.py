"""The profile and its changes (M4.2)."""

from pydantic import Field

from contracts.auth.entrance import Password
from contracts.auth.identity import LinkedAccount
from contracts.wire import AccountNumber, Email, Identifier, Instant, Message


class NewPassword(Message):
    password: Password = Field(max_length=1024)
    password_confirmation: Password = Field(max_length=1024)
    browser: str | None = Field(default=None, max_length=200)
    """The browser's token (`SessionOpened.browser`): it stays known."""


class NewEmail(Message):
    email: str = Field(max_length=320)


class NewPhone(Message):
    """An empty phone removes it."""

    phone: str = Field(max_length=40)


class NewAccount(Message):
    """`proof` by the supplier's policy (B8): nothing, the sum of the last bill, or the meter's serial."""

    account_number: str = Field(max_length=64)
    proof: str | None = Field(default=None, max_length=64)


class Alias(Message):
    account_number: AccountNumber
    alias: str = Field(max_length=40)


class Profile(Message):
    email: Email
    pending_email: Email | None
    phone: str | None
    accounts: list[LinkedAccount]
    last_sign_in: Instant | None
    """The one before the present."""


class Viewer(Message):
    """Another cabinet that sees an account (`removed`: saw it until its owner put it out). The address is masked."""

    viewer_id: Identifier
    email: str
    since: Instant
    removed: bool


class Viewers(Message):
    """The oldest first, those who were put out last."""

    account_number: AccountNumber
    viewers: list[Viewer]


class ViewerRef(Message):
    account_number: AccountNumber
    viewer_id: Identifier


class UserQuery(Message):
    text: str = Field(min_length=2, max_length=100)


class UserFound(Message):
    user_id: Identifier
    primary_account: AccountNumber
    email: Email
    phone: str | None
    activated: bool


class UsersFound(Message):
    """E-mail and phone are masked in search results and whole for one account (`get_contacts`)."""

    users: list[UserFound]


class CabinetLook(Message):
    """A member of staff looks at a page of a customer's cabinet; the trail keeps who, whose, which and why.

    With `account_number` the cabinet of a household is shown that nobody has registered; `user_id` says nothing then.
    """

    user_id: Identifier
    account_number: AccountNumber | None = None
    page: str = Field(min_length=1, max_length=100)
    reason: str = Field(min_length=5, max_length=300)


class Detachment(Message):
    """Ends every cabinet's access to an account; the number is free for a new registration."""

    account_number: AccountNumber
    reason: str = Field(min_length=5, max_length=300)


class Detached(Message):
    account_number: AccountNumber
    cabinets: int
    """Cabinets that had the account, closed ones among them."""
    closed: int
    """Cabinets that had no other account."""


class AttachedQuery(Message):
    account_numbers: list[AccountNumber] = Field(max_length=500)


class Attached(Message):
    """Those of the accounts that some cabinet has."""

    account_numbers: list[AccountNumber]
