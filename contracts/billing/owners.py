"""Who holds an account: terms of owners, and what a former one still owes."""

from pydantic import Field

from contracts.wire import AccountNumber, Day, IdempotencyKey, Instant, Kopecks, Message, Period


class OwnerChange(Message):
    """From a day on the account is another person's: debts and penalties stay with whom they were made.

    The former owner's access ends by an event.
    """

    account_number: AccountNumber
    since: Day
    full_name: str = Field(min_length=2, max_length=200)
    ground: str = Field(min_length=5, max_length=300)
    """The document: an extract, a contract, the number of the act."""
    idempotency_key: IdempotencyKey


class FormerOwnerEntry(Message):
    """What was moved to a former owner, or came from him since."""

    at: Instant
    kind: str
    """`energy` or `penalty`."""
    title: str
    amount_kopecks: Kopecks


class OwnerTerm(Message):
    """One owner; the last one holds the account."""

    full_name: str
    since: Day | None
    """None: from the opening of the account."""
    until: Day | None
    """The last day; None: he holds it."""
    ground: str
    debt_kopecks: Kopecks
    """For energy: of a former owner what stayed with him, of the present one the account's balance."""
    penalty_kopecks: Kopecks
    entries: list[FormerOwnerEntry]


class OwnerTerms(Message):
    account_number: AccountNumber
    terms: list[OwnerTerm]
    """The present owner first."""


class FormerOwnerPayment(Message):
    """Money of a former owner for what stayed with him."""

    account_number: AccountNumber
    since: Day
    """`since` of the term that followed his."""
    amount_kopecks: Kopecks = Field(ge=1)
    penalty: bool = False
    paid_on: Day
    operation: str = Field(min_length=1, max_length=100)
    """Of the bank; one is entered once."""


class RenamedQuery(Message):
    after: AccountNumber | None = None


class RenamedAccount(Message):
    """A file has given the account another name without a change of owner; a cabinet may still be the former one's."""

    account_number: AccountNumber
    was: str
    now: str
    changed_at: Instant


class RenamedAccounts(Message):
    accounts: list[RenamedAccount]
    more: bool


class ClosedAccountsQuery(Message):
    """Accounts that are closed or being closed and whose money is not settled, by number."""

    district: str | None = Field(default=None, pattern=r"^\d{3}$")
    after: AccountNumber | None = None


class ClosedAccount(Message):
    account_number: AccountNumber
    full_name: str
    closed_on: Day
    balance_kopecks: Kopecks
    penalty_kopecks: Kopecks
    last_bill: Period | None


class ClosedAccounts(Message):
    accounts: list[ClosedAccount]
    more: bool
