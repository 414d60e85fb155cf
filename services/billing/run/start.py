"""Begin a run or its publication: judge whether it may be, cut the accounts into chunks. The work is done elsewhere."""

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from chassis.clock import Clock
from chassis.database import audit
from chassis.errors import Refusal
from contracts.billing import RunRequest, RunState
from services.billing.rates.book import open_book
from services.billing.rules.periods import first_day, last_day, period_of, previous_period
from services.billing.run.models import Run
from services.billing.run.readiness import require_ready
from services.billing.run.report import report
from services.billing.run.stages import CHARGE, PUBLISH
from services.billing.settings import BillingWork
from services.billing.settlement.late_facts import keep_writers_away, move_older_readings, name_accounts_of_rates

PRELIMINARY_DAY = 26
"""From this day of its month on a period may be calculated to look at it: readings are in by the 25th."""
CHUNK = 2_000
"""Accounts in a chunk: half a second of work, a few megabytes."""

_DUE = """
    from accounts a left join standings s on s.account_number = a.number and s.period = :before
    where a.number between :first and :last and a.opened_on <= :last_day
      and not exists (select from standings n where n.account_number = a.number and n.period > :period)
      and (s.account_number is not null
           or exists (select from standings o where o.account_number = a.number and o.period < :before))
      and (a.closed_on is null or a.closed_on >= :first_day
           or exists (select from late_facts f where f.account_number = a.number and f.month < :period)
           or exists (select from recalculations r where r.account_number = a.number and r.period = :period)
           or (select max(o.period) from standings o where o.account_number = a.number)
              < to_char(a.closed_on, 'YYYY-MM')
           or exists (
               select from (
                   select period, balance_kopecks from standings
                   where account_number = a.number and period <= :before order by period desc limit 1
               ) o
               where o.balance_kopecks <> 0 or exists (
                   select from ledger l
                   where l.account_number = a.number and l.period > o.period and l.period <= :period)))
"""
"""Accounts that the run charges: open ones, closed ones with closed months to settle, or whose money is not settled."""
_PLAN = f"""
    insert into run_chunks (period, scope, stage, number, first, last)
    select :period, :scope, 'charge', chunk, min(number), max(number)
    from (select a.number, (row_number() over (order by a.number) - 1) / :size as chunk {_DUE}) numbered group by chunk
"""  # noqa: S608 - our own SQL
_COUNT = f"select count(*) {_DUE}"
_CLOSED_BEFORE = """
    select exists (
        select from accounts a join standings s on s.account_number = a.number and s.period = :before
        where a.number between :first and :last
          and not exists (select from standings n where n.account_number = a.number and n.period > :period)
    )
"""
_UNPUBLISHED = """
    select exists (
        select from runs r where r.period = :before and r.state <> 'published' and not r.preliminary
          and (r.scope = '' or :scope = '' or r.scope = :scope)
          and not exists (select from bills b where b.period = :before
                          and b.account_number between rpad(r.scope, 9, '0') and rpad(r.scope, 9, '9'))
    )
"""


def start_run(work: BillingWork, request: RunRequest) -> RunState:
    """Begin the charging of a period, or begin it anew when it was calculated before; one that is going on goes on.

    A period is open when it is over and the one before it is closed; after publication it may be run again, as long as
    no later one is published: what differs then becomes a revision. The present month may be calculated from its 26th
    day on, to look at it. Refusals: "period_not_open", "tariff_not_found".
    """
    scope, today = request.district or "", work.clock.today()
    preliminary = request.period == period_of(today) and today.day >= PRELIMINARY_DAY
    if request.period >= period_of(today) and not preliminary:
        raise Refusal("period_not_open", f"Период {request.period} ещё не закончился", "period")
    open_book(work.session, request.period)
    keep_writers_away(work.session)
    run = _locked(work.session, request.period, scope, work.clock)
    if run is None or run.state not in (CHARGE.during, PUBLISH.during):
        _plan(work.session, request.period, scope)
        move_older_readings(work.session)
        name_accounts_of_rates(work.session, request.period)
        run = run or _locked(work.session, request.period, scope, work.clock, create=True)
        assert run is not None
        run.state, run.started_at, run.finished_at = CHARGE.during, work.now, None
        run.preliminary = preliminary
        run.accounts_total = _accounts(work.session, request.period, scope)
        _remember(work.session, "run_period", run, work.clock)
    return report(work.session, request)


def start_publication(work: BillingWork, request: RunRequest) -> RunState:
    """Begin the publication of a calculated run; one that is going on or done is only reported.

    Refusals: "not_calculated" when there is no finished calculation to publish, or the month was not over then;
    "not_ready" when something forbids it, such as requisites that are placeholders.
    """
    run = require_calculated(work, request)
    if run.state == CHARGE.after:
        require_ready(work, request)
        parameters = {"period": run.period, "scope": run.scope}
        work.session.execute(
            text("delete from run_chunks where period = :period and scope = :scope and stage = 'publish'"), parameters
        )
        work.session.execute(
            text(
                "insert into run_chunks (period, scope, stage, number, first, last) "
                "select period, scope, 'publish', number, first, last from run_chunks "
                "where period = :period and scope = :scope and stage = 'charge'"
            ),
            parameters,
        )
        run.state = PUBLISH.during
        _remember(work.session, "publish_period", run, work.clock)
    return report(work.session, request)


def require_calculated(work: BillingWork, request: RunRequest) -> Run:
    """The locked run. Refusal "not_calculated" when there is no finished calculation, or only a preliminary one."""
    run = _locked(work.session, request.period, request.district or "", work.clock)
    if run is None or run.state == CHARGE.during:
        raise Refusal("not_calculated", f"Расчёт за {request.period} не выполнен: сначала выполните расчёт", "period")
    if run.preliminary:
        remedy = "выполните расчёт снова, когда месяц закончится"
        raise Refusal("not_calculated", f"Расчёт за {request.period} предварительный: {remedy}", "period")
    return run


def _remember(session: Session, action: str, run: Run, clock: Clock) -> None:
    details = {"district": run.scope, "accounts": str(run.accounts_total)}
    audit.record(session, clock.now(), action, subject=run.period, **details)


def _locked(session: Session, period: str, scope: str, clock: Clock, create: bool = False) -> Run | None:
    if create:
        session.execute(
            insert(Run)
            .values(period=period, scope=scope, state=CHARGE.during, accounts_total=0, started_at=clock.now())
            .on_conflict_do_nothing()
        )
    return session.scalar(select(Run).where(Run.period == period, Run.scope == scope).with_for_update())


def _plan(session: Session, period: str, scope: str) -> None:
    parameters = _parameters(period, scope)
    session.execute(text("delete from run_chunks where period = :period and scope = :scope"), parameters)
    if session.scalar(text(_UNPUBLISHED), parameters):
        before = previous_period(period)
        raise Refusal("period_not_open", f"Сначала опубликуйте период {before}: он рассчитан, счетов нет", "period")
    planned = None
    if session.scalar(text(_CLOSED_BEFORE), parameters):
        planned = session.execute(text(_PLAN), parameters | {"size": CHUNK})
    if planned is None or planned.rowcount == 0:  # type: ignore[attr-defined]
        raise Refusal(
            "period_not_open",
            f"Период {period} не открыт: предыдущий период не закрыт или следующий уже опубликован",
            "period",
        )


def _accounts(session: Session, period: str, scope: str) -> int:
    return int(session.scalar(text(_COUNT), _parameters(period, scope)) or 0)


def _parameters(period: str, scope: str) -> dict[str, object]:
    return {
        "period": period,
        "scope": scope,
        "before": previous_period(period),
        "first": f"{scope:0<9}",
        "last": f"{scope:9<9}",
        "first_day": first_day(period),
        "last_day": last_day(period),
    }
