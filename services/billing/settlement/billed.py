"""What was billed of closed months: the lines of `charges` and the recalculation lines of bills."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from psycopg.rows import dict_row
from sqlalchemy.orm import Session

from chassis.database.bulk_copy import driver_connection
from services.billing.rules.charge.account_input import BilledLine

LAST_REVISION = (
    "r.revision = (select max(b.revision) from bills b "
    "where b.account_number = r.account_number and b.period = r.period)"
)
"""SQL: row `r` of `recalculations` belongs to the last revision of its bill."""

# Of equal months the charge comes first, then the lines that settled it, in the order of their bills.
_LINES = f"""
    select * from (
        select c.account_number, c.period as settles, c.period as month, line ->> 'zone' as zone,
               (line ->> 'tier')::int as tier, line ->> 'method' as method, (line ->> 'volume')::bigint as volume,
               (line ->> 'price_kopecks')::bigint as price, (line ->> 'amount_kopecks')::bigint as amount,
               coalesce((line ->> 'excess_kopecks')::bigint, 0) as excess, null::int as vat_rate,
               '' as period, nth::int as nth
        from charges c cross join lateral jsonb_array_elements(c.lines) with ordinality l(line, nth)
        where c.account_number = any (%(numbers)s) and c.period >= %(since)s and c.period < %(period)s
        union all
        select r.account_number, r.settles, r.month, r.zone, r.tier, r.method, r.volume, r.price_kopecks,
               r.amount_kopecks, r.excess_kopecks, r.vat_rate, r.period, r.nth
        from recalculations r
        where r.account_number = any (%(numbers)s) and r.settles >= %(since)s and r.period < %(period)s
          and {LAST_REVISION}
    ) billed order by account_number, settles, period, nth
"""  # noqa: S608 - our own SQL


def billed_lines(
    session: Session, numbers: Iterable[str], since: str, period: str, vat_rates: dict[str, int]
) -> dict[str, list[BilledLine]]:
    """What bills before `period` say of the months from `since` on, by account, oldest first.

    `vat_rates` are those of the months of charges, whose lines do not have them.
    """
    found: defaultdict[str, list[BilledLine]] = defaultdict(list)
    parameters = {"numbers": list(numbers), "since": since, "period": period}
    with driver_connection(session).cursor(row_factory=dict_row) as cursor:
        for row in cursor.execute(_LINES, parameters):
            found[row["account_number"]].append(_line(row, vat_rates))
    return found


def _line(row: dict[str, Any], vat_rates: dict[str, int]) -> BilledLine:
    return BilledLine(
        settles=row["settles"],
        month=row["month"],
        zone=row["zone"],
        tier=row["tier"],
        method=row["method"],
        volume=row["volume"],
        price=row["price"],
        amount=row["amount"],
        excess=row["excess"],
        vat_rate=vat_rates[row["month"]] if row["vat_rate"] is None else row["vat_rate"],
    )
