"""The last notice of an account with what became of it: read by one piece of SQL, judged by the pure rules."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from contracts.bill import RestrictionNotice
from services.billing.rules.policy import Policy
from services.billing.rules.restriction import Stage, Steps, deadline, stage

LAST_NOTICE = """
    select n.debt_kopecks, n.channel, n.note, n.issued_on, n.delivered_on, n.restricted_on, n.settled_on,
           n.reconnected_on, n.withdrawn_on, least(paid.day, agreed.day) as closed_on
    from (
        select *, coalesce(
            debt_as_of, (delivered_on + 1)::timestamp at time zone 'Europe/Moscow'
        ) as as_of from notices where account_number = {number}
        order by coalesce(issued_on, delivered_on) desc, id desc limit 1
    ) n
    left join lateral (
        select min((occurred_at at time zone 'Europe/Moscow')::date) as day
        from (
            select occurred_at, sum(amount_kopecks) over w as balance,
                   -sum(amount_kopecks) filter (where occurred_at > n.as_of and (
                        kind in ('credit', 'refund')
                        or (kind in ('correction', 'recalculation') and amount_kopecks < 0))) over w as taken
            from ledger where account_number = {number} window w as (order by occurred_at, ledger.id)
        ) moves
        where occurred_at > n.as_of and (balance <= 0 or taken >= n.debt_kopecks)
    ) paid on true
    left join lateral (
        select min(agreed_on) as day from agreements
        where account_number = {number} and agreed_on >= coalesce(n.issued_on, n.delivered_on)
    ) agreed on true
"""
"""SQL for `lateral (...)`; `{number}` is the account's column. `closed_on` is the day on which the debt of the notice
was paid (or nothing was owed any more), or an agreement was made."""
OF_PRESENT_OWNER = """not exists (
    select from account_terms t where t.account_number = {number}
    and coalesce(notice.issued_on, notice.delivered_on)
        < greatest(t.since, (t.recorded_at at time zone 'Europe/Moscow')::date)
)"""
"""SQL that is true for a `notice` of the present owner's debt. One of before a change of owner is the former owner's,
also one that was sent before the change was known."""


@dataclass(frozen=True, slots=True)
class Case:
    """A row of `LAST_NOTICE`."""

    debt_kopecks: int
    channel: str
    note: str
    issued_on: date | None
    delivered_on: date | None
    restricted_on: date | None
    settled_on: date | None
    reconnected_on: date | None
    withdrawn_on: date | None
    closed_on: date | None

    @property
    def notice_day(self) -> date:
        """The day from which the notice exists."""
        day = self.issued_on or self.delivered_on
        assert day is not None
        return day

    @property
    def steps(self) -> Steps:
        """A restriction that took place ends only by a recorded settlement: its costs are paid outside the portal."""
        if self.restricted_on is not None:
            return Steps(self.notice_day, self.delivered_on, self.restricted_on, self.settled_on, self.reconnected_on)
        return Steps(self.notice_day, self.delivered_on, settled_on=self.withdrawn_on or self.closed_on)

    def stage(self, today: date, policy_on: Callable[[date], Policy]) -> Stage:
        return stage(self.steps, over_threshold=True, today=today, policy=self.policy(policy_on))

    def policy(self, policy_on: Callable[[date], Policy]) -> Policy:
        """The terms in force when the notice was given hold for all that follows from it."""
        return policy_on(self.delivered_on or self.notice_day)

    def shown(self, today: date, policy_on: Callable[[date], Policy]) -> RestrictionNotice | None:
        """As bill and «Главная» show it: from its delivery until it is closed."""
        now = self.stage(today, policy_on)
        if self.delivered_on is None or now == "closed":
            return None
        return RestrictionNotice(
            debt_kopecks=self.debt_kopecks,
            issued_on=self.notice_day,
            deadline=deadline(self.delivered_on, self.policy(policy_on)),
            stage=now,
        )


COLUMNS = tuple(field.name for field in fields(Case))


def case_of(row: Mapping[Any, Any] | None) -> Case | None:
    """The case in a row that has `COLUMNS`; None when the account never had a notice."""
    return None if row is None or row["debt_kopecks"] is None else Case(*(row[name] for name in COLUMNS))
