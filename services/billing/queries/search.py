"""The supplier's desk looks for an account by number, name or address (S5); keyset paging by the last number seen."""

from sqlalchemy import text

from contracts.billing import AccountFound, AccountQuery, AccountsFound
from services.billing.ledger.balance import BALANCE, due_of
from services.billing.settings import BillingWork

PAGE, MOST_WORDS = 20, 6
TRIGRAM = 3
"""Fewer letters than this are looked for at the beginning of a word: parts of words have no index then."""

_FOUND = """
    select a.number, a.full_name, a.address, money.balance
    from (
        select number, full_name, address from accounts
        where number > :after and ({wanted})
        order by number limit :limit
    ) a
    cross join lateral ({money}) money
    order by a.number
"""
_BY_NUMBER = "number >= :first and number < :end"
_BY_WORDS = "(' ' || full_name || ' ' || address) ilike :word{place}"


def find_accounts(work: BillingWork, request: AccountQuery) -> AccountsFound:
    """A page of accounts that have every word in their name or address, or whose number begins so."""
    words = request.text.split()[:MOST_WORDS]
    values: dict[str, object] = {f"word{place}": pattern(word) for place, word in enumerate(words)}
    wanted = " and ".join(_BY_WORDS.format(place=place) for place in range(len(words)))
    number = request.text.strip().replace("(", "").replace(")", "")
    if number.isascii() and number.isdigit():
        wanted = f"{_BY_NUMBER} or {wanted}"
        values |= {"first": number, "end": f"{number}:"}  # a colon follows the digits
    values |= {"after": request.after or "", "limit": PAGE + 1}
    rows = work.session.execute(
        text(_FOUND.format(wanted=wanted, money=BALANCE.format(number="a.number"))), values
    ).all()
    accounts = [
        AccountFound(
            account_number=row.number,
            full_name=row.full_name,
            address=row.address,
            due_kopecks=due_of(row.balance),
        )
        for row in rows[:PAGE]
    ]
    return AccountsFound(accounts=accounts, more=len(rows) > PAGE)


def pattern(word: str) -> str:
    """For ILIKE: anywhere, a short word at the beginning of one."""
    literal = word.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    return f"%{literal}%" if len(word) >= TRIGRAM else f"% {literal}%"
