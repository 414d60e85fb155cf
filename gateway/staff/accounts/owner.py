"""Whose account staff have typed, for the page that asks once more before money moves."""

from contracts.billing import AccountFound, AccountQuery
from gateway.backend.rpc import ask, services


def digits_of(typed: str) -> str:
    """An account as it is printed, `(180)111111`, without what is no figure."""
    return "".join(c for c in typed if c.isdigit())


def owner_of(number: str) -> AccountFound | None:
    """None: there is no such account, which the service will refuse by itself."""
    found = ask(services().billing.find_accounts, AccountQuery(text=number)).accounts
    return next((one for one in found if one.account_number == number), None)


def in_words(owner: AccountFound | None) -> str:
    return f"{owner.full_name}, {owner.address}" if owner else "такого счёта нет"
