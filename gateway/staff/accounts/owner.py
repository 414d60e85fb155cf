"""The owner of an account that staff have typed, for the confirmation before money moves."""

from contracts.billing import AccountFound, AccountQuery
from gateway.backend.rpc import ask, services


def digits_of(typed: str) -> str:
    """The digits of an account number as it is printed, `(180)111111`."""
    return "".join(c for c in typed if c.isdigit())


def owner_of(number: str) -> AccountFound | None:
    """Returns the owner, None when there is no such account; the service then refuses by itself."""
    found = ask(services().billing.find_accounts, AccountQuery(text=number)).accounts
    return next((one for one in found if one.account_number == number), None)


def in_words(owner: AccountFound | None) -> str:
    return f"{owner.full_name}, {owner.address}" if owner else "такого счёта нет"
