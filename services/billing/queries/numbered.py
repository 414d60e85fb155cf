"""What has exactly the number that was typed: a meter, a published bill, identifiers of ГИС ЖКХ."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from contracts.billing import NumberedThing
from services.billing.bills.codes import normal
from services.billing.queries.search_words import compact

SHORTEST, MOST = 4, 20
# Each part has its own index; a bill is its newest edition, whatever edition the code is of.
_THINGS = text(
    f"""
    select found.kind, found.number, found.what, found.period, a.full_name, a.address
    from (
        (select 'meter' as kind, account_number as number, serial as what, null::text as period
         from meters where search_compact(serial) like :begins order by removed_on is not null, serial limit {MOST})
        union all
        (select 'bill', account_number, code, period from bills where code = :code)
        union all
        (select 'unified_account', number, unified_account, null from accounts
         where unified_account <> '' and search_compact(unified_account) = :compact limit {MOST})
        union all
        (select 'document', number, document_id, null from accounts
         where document_id <> '' and search_compact(document_id) = :compact limit {MOST})
        union all
        (select 'document', account_number, document_id, period from document_ids
         where search_compact(document_id) = :compact limit {MOST})
    ) found
    join accounts a on a.number = found.number
    """  # noqa: S608 - our own SQL
)


def numbered_things(session: Session, said: str) -> list[NumberedThing]:
    """By the beginning of a meter's number, and by the whole of any other one; signs between and leading zeros do not
    matter. Words without a digit have none."""
    number = compact(said)
    if len(number) < SHORTEST or not any(sign.isdigit() for sign in number):
        return []
    rows = session.execute(_THINGS, {"compact": number, "begins": f"{number}%", "code": normal(said)})
    return [
        NumberedThing(
            kind=row.kind,
            account_number=row.number,
            full_name=row.full_name,
            address=row.address,
            number=row.what,
            period=row.period,
        )
        for row in rows
    ]
