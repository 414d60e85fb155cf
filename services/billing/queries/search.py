"""The supplier's desk looks for an account by what people say (S5): number, name, address, and numbers of what it has.

Accounts come in two lists: those whose number or surname begins as typed, then the others; each by account number, so
that a page goes on after the last one seen.
"""

from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from contracts.billing import AccountFound, AccountQuery, AccountsFound
from services.billing.ledger.balance import BALANCE, due_of
from services.billing.queries.numbered import numbered_things
from services.billing.queries.search_words import Wanted, digits_of, wanted
from services.billing.settings import BillingWork

PAGE = 20
FIRST_LIST, SECOND_LIST = "a", "b"
"""What a place in the lists (`AccountQuery.after`) begins with; a bare number is of the second one."""

SAID = "search_folded(full_name || ' ' || address)"
"""As the indexes of migration 0030 have it."""
LOOKED_THROUGH = 1_000
"""Accounts that are looked through before an index is: what everybody has is found among them."""
_BY_NUMBER = "(number >= :first and number < :end)"
_IN_ORDER = """
    select number from (select * from accounts where number > :after order by number limit {rows}) a
    where {condition} order by number limit :limit
"""
_BY_INDEX = """
    select number from (select number from accounts where {condition} and number > :after offset 0) a
    order by number limit :limit
"""
_SHOWN = text(
    f"""
    select a.number, a.full_name, a.address, money.balance
    from accounts a cross join lateral ({BALANCE.format(number="a.number")}) money
    where a.number = any(:numbers) order by a.number
    """  # noqa: S608 - our own SQL
)


def find_accounts(work: BillingWork, request: AccountQuery) -> AccountsFound:
    """A page of accounts that have every word in their name or address, or whose number begins so.

    The first page also says what else has this number: a meter, a bill, identifiers of ГИС ЖКХ.
    """
    values: dict[str, object] = {}
    lists = _lists(request.text, values)
    after = request.after or ""
    begun = after[0] if after[:1].isalpha() else SECOND_LIST if after else FIRST_LIST
    after = after.lstrip(FIRST_LIST + SECOND_LIST)
    found: list[tuple[str, str]] = []
    for name, condition in lists.items():
        if name < begun or condition is None or len(found) > PAGE:
            continue
        place = {"after": after if name == begun else "", "limit": PAGE + 1 - len(found)}
        found += [(name, number) for number in _numbers(work.session, condition, values | place)]
    shown, more = found[:PAGE], len(found) > PAGE
    rows = {row.number: row for row in work.session.execute(_SHOWN, {"numbers": [number for _, number in shown]})}
    return AccountsFound(
        accounts=[_found(rows[number]) for _, number in shown],
        more=more,
        next="".join(shown[-1]) if more else None,
        numbered=numbered_things(work.session, request.text) if not request.after else [],
    )


def _numbers(session: Session, condition: str, values: dict[str, object]) -> list[str]:
    """In two steps, because the planner cannot know how often words are together: it reads a whole town in the order of
    numbers for two words that are frequent alone. What is frequent is found in order, all else by an index."""
    in_order = text(_IN_ORDER.format(rows=LOOKED_THROUGH, condition=condition))
    found = list(session.scalars(in_order, values))
    if len(found) == values["limit"]:
        return found
    session.execute(text("set local enable_seqscan = off"))
    session.execute(text("set local enable_indexscan = off"))
    found = list(session.scalars(text(_BY_INDEX.format(condition=condition)), values))
    session.execute(text("set local enable_seqscan = on"))
    session.execute(text("set local enable_indexscan = on"))
    return found


def _lists(said: str, values: dict[str, object]) -> dict[str, str | None]:
    """The conditions of both lists; None for one that holds nothing. Adds what they compare with to `values`."""
    words, digits = wanted(said), digits_of(said)
    has_words = _has(words, values)
    first = []
    if digits:
        first.append(_BY_NUMBER)
        values |= {"first": digits, "end": f"{digits}:"}  # a colon follows the digits
    if has_words and words.names:
        first.append(f"({has_words} and {_surname(words, values)})")
    if not first:
        return {FIRST_LIST: None, SECOND_LIST: has_words}
    top = " or ".join(first)
    return {FIRST_LIST: f"({top})", SECOND_LIST: has_words and f"{has_words} and not ({top})"}


def _has(words: Wanted, values: dict[str, object]) -> str | None:
    if not words:
        return None
    values |= {f"part{place}": f"%{part}%" for place, part in enumerate(words.parts)}
    conditions = [f"(' ' || {SAID}) like :part{place}" for place in range(len(words.parts))]
    if words.lexemes:
        values["lexemes"] = words.lexemes
        conditions.append(f"to_tsvector('simple'::regconfig, {SAID}) @@ to_tsquery('simple'::regconfig, :lexemes)")
    return f"({' and '.join(conditions)})"


def _surname(words: Wanted, values: dict[str, object]) -> str:
    values |= {f"name{place}": f"{name}%" for place, name in enumerate(words.names)}
    begins = (f"search_folded(full_name) like :name{place}" for place in range(len(words.names)))
    return f"({' or '.join(begins)})"


def _found(row: Any) -> AccountFound:
    return AccountFound(
        account_number=row.number,
        full_name=row.full_name,
        address=row.address,
        due_kopecks=due_of(row.balance),
    )
