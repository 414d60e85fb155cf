"""The list of debtors is the last report of them; a choice is made of its rows, which do not move while people read."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from contracts.billing import DebtFilter, DebtOrder
from services.billing.reports.models import ReportRow

ORDERS: dict[DebtOrder, str] = {
    "debt": "debt desc, number",
    "age": "months desc, debt desc, number",
    "paid": "paid, debt desc, number",
    "account": "number",
}
"""Who never paid has an empty day and so comes first."""

CHOSEN = """
    with listed as (
        select line ->> 0 as number, line ->> 1 as full_name, line ->> 2 as district, line ->> 3 as address,
               (line ->> 4)::bigint as debt, line ->> 5 as since, (line ->> 6)::int as months,
               (line ->> 7)::bigint as penalty, line ->> 8 as paid, line ->> 9 as notified
        from report_parts p cross join lateral jsonb_array_elements(p.rows) line
        where p.report_id = :report and p.last >= :first and p.first <= :last
    ), chosen as (
        select l.*, coalesce(o.court_kopecks, 0) as court, coalesce(o.duty_kopecks, 0) as duty
        from listed l left join other_debts o on o.account_number = l.number
        where l.number between :first and :last and l.debt >= :least and l.debt <= :most and l.months >= :months
          and (cast(:in_court as boolean) is null or (coalesce(o.court_kopecks, 0) > 0) = :in_court)
          and (cast(:notified as boolean) is null or (l.notified <> '') = :notified)
          and (cast(:agreement as boolean) is null or exists (
              select from agreements a where a.account_number = l.number and not exists (
                  select from account_terms t where t.account_number = l.number and t.since > a.agreed_on
              )) = :agreement)
    )
"""
"""SQL whose `chosen` are the debtors of a filter. The columns are those of the report's kind."""
_MOST = 10**14


def last_report(session: Session, state: str | None = "made") -> ReportRow | None:
    """The newest report of all debtors in this state; of any state but dropped without one."""
    reports = select(ReportRow).where(ReportRow.kind == "debtors", ReportRow.scope == "")
    reports = reports.where(ReportRow.state == state) if state else reports.where(ReportRow.state != "dropped")
    return session.scalar(reports.order_by(ReportRow.asked_at.desc(), ReportRow.id).limit(1))


def wanted(choice: DebtFilter, report_id: str) -> dict[str, Any]:
    """The parameters of `CHOSEN`."""
    district = choice.district or ""
    return {
        "report": report_id,
        "first": f"{district:0<9}",
        "last": f"{district:9<9}",
        "least": choice.least_kopecks,
        "most": _MOST if choice.most_kopecks is None else choice.most_kopecks,
        "months": choice.least_months,
        "in_court": choice.in_court,
        "notified": choice.notified,
        "agreement": choice.agreement,
    }
