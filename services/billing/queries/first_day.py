"""What is loaded so far and what the first bills still need."""

from typing import Any

from sqlalchemy import text

from contracts.billing import FirstDay
from contracts.wire import Nothing
from services.billing.settings import BillingWork

EXAMPLES = 10
_OPEN = "accounts a where (a.closed_on is null or a.closed_on >= :today)"
_COUNTS = text(
    f"""
    select (select count(*) from offices) as offices,
           (select count(distinct tariff_group) from tariffs) as tariff_groups,
           (select count(*) from norms) as norms,
           (select count(*) from accounts) as accounts,
           (select count(*) from meters) as meters,
           (select count(*) from readings) as readings,
           (select count(*) from (select 1 from bills limit 100000) found) as bills,
           (select max(period) from standings) as closed_month,
           (select count(*) from {_OPEN} and not exists (select from meters m where m.account_number = a.number))
               as without_meter
    """  # noqa: S608 - our own SQL
)
_MISSING = {
    "districts_without_office": f"""
        select distinct a.district from {_OPEN}
          and not exists (select from offices o where o.district = a.district) order by 1 limit :most""",  # noqa: S608
    "groups_without_tariff": f"""
        select distinct a.tariff_group from {_OPEN}
          and not exists (select from tariffs t where t.tariff_group = a.tariff_group) order by 1 limit :most""",  # noqa: S608
    "homes_without_norm": f"""
        select distinct a.stove || ', ' || a.rooms || ', ' || a.persons from {_OPEN}
          and not exists (
              select from norms n join (
                  select stove, max(rooms) as rooms, max(persons) as persons from norms group by stove
              ) most on most.stove = n.stove
              where n.stove = a.stove and n.rooms = least(a.rooms, most.rooms)
                and n.persons = least(a.persons, most.persons))
        order by 1 limit :most""",  # noqa: S608
    "without_opening": f"""
        select a.number from {_OPEN}
          and not exists (select from ledger l where l.account_number = a.number) order by 1 limit :most""",  # noqa: S608
}
_OPENED = text("select count(distinct account_number) from ledger where kind = 'opening'")


def get_first_day(work: BillingWork, _: Nothing) -> FirstDay:
    """Counts and examples of what is missing, at most ten of a kind. Openings are asked about until bills are out."""
    today: dict[str, Any] = {"today": work.clock.today()}
    counts = work.session.execute(_COUNTS, today).mappings().one()
    missing = {
        name: list(work.session.scalars(text(statement), today | {"most": EXAMPLES}))
        for name, statement in _MISSING.items()
    }
    opened = work.session.scalar(_OPENED) if not counts["bills"] else counts["accounts"]
    return FirstDay.model_validate({**counts, **missing, "opening_balances": opened})
