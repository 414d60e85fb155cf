"""What was billed of closed months: the lines of `charges` and the recalculation lines of bills."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from psycopg.rows import dict_row
from sqlalchemy.orm import Session

from chassis.database.bulk_copy import driver_connection
from services.billing.accounts.unreadable import Unreadable
from services.billing.rules.charge.account_input import BilledLine
from services.billing.rules.charge.bill_shapes import BillLine

LAST_REVISION = (
    "r.revision = (select max(b.revision) from bills b "
    "where b.account_number = r.account_number and b.period = r.period)"
)
"""SQL: row `r` of `recalculations` belongs to the last revision of its bill."""

_CHARGED = """
    select account_number, period, lines from charges
    where account_number = any (%(numbers)s) and period >= %(since)s and period < %(period)s
    order by account_number, period
"""
_SETTLED = f"""
    select r.account_number, r.settles, r.month, r.zone, r.tier, r.method, r.volume, r.price_kopecks as price,
           r.amount_kopecks as amount, r.excess_kopecks as excess, r.vat_rate
    from recalculations r
    where r.account_number = any (%(numbers)s) and r.settles >= %(since)s and r.period < %(period)s
      and {LAST_REVISION} order by r.account_number, r.period, r.nth
"""  # noqa: S608 - our own SQL


def billed_lines(
    session: Session,
    numbers: Iterable[str],
    since: str,
    period: str,
    vat_rates: Mapping[str, int],
    unreadable: Unreadable,
) -> dict[str, list[BilledLine]]:
    """What bills before `period` say of the months from `since` on, by account, oldest first.

    Of equal months the charge comes first, then the lines that settled it, in the order of their bills. `vat_rates` are
    those of the months of charges, whose lines do not have them. An account whose charges cannot be read is named in
    `unreadable`.
    """
    found: defaultdict[str, list[BilledLine]] = defaultdict(list)
    parameters = {"numbers": list(numbers), "since": since, "period": period}
    with driver_connection(session).cursor(row_factory=dict_row) as cursor:
        for row in cursor.execute(_CHARGED, parameters):
            try:
                found[row["account_number"]] += _charged(row["period"], row["lines"], vat_rates[row["period"]])
            except Exception:
                unreadable.leave_out(row["account_number"], f"charges of {row['period']}")
        for row in cursor.execute(_SETTLED, parameters):
            found[row.pop("account_number")].append(BilledLine(**row))
    for lines in found.values():
        lines.sort(key=lambda line: line.settles)
    return found


def _charged(period: str, lines: Sequence[BillLine], vat_rate: int) -> list[BilledLine]:
    """The stored lines of a charge. Raises whatever their damage raises."""
    if not isinstance(lines, list):
        raise TypeError("lines are no list")
    return [
        BilledLine(
            settles=period,
            month=period,
            zone=line["zone"],
            tier=int(line["tier"]),
            method=line["method"],
            volume=int(line["volume"]),
            price=int(line["price_kopecks"]),
            amount=int(line["amount_kopecks"]),
            excess=int(line.get("excess_kopecks") or 0),
            vat_rate=vat_rate,
        )
        for line in lines
    ]
