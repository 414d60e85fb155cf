"""Whose money a deed moves, and what they owe before and after it: facts of a confirmation."""

from contracts.wire import AccountRefs
from gateway.backend.rpc import ask, services
from gateway.staff.accounts.owner import owner_of
from wording.accounts import account
from wording.money import money


def debt(kopecks: int) -> str:
    """The debt (+) or overpayment (-) in words."""
    return f"переплата {money(-kopecks)}" if kopecks < 0 else money(kopecks)


def whose(number: str) -> list[tuple[str, str]]:
    """The account, its owner and the address."""
    owner = owner_of(number)
    facts = [("Лицевой счёт", account(number))]
    return [*facts, ("Абонент", owner.full_name), ("Адрес", owner.address)] if owner else facts


def before_and_after(number: str, kopecks: int) -> list[tuple[str, str]]:
    """The debt now, and after so many kopecks are added to it."""
    now = ask(services().billing.get_overviews, AccountRefs(account_numbers=[number])).accounts[0]
    before = now.due_kopecks - now.overpaid_kopecks
    return [("Долг сейчас", debt(before)), ("Долг станет", debt(before + kopecks))]
