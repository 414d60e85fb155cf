"""Readings of a file that can hardly be true: refused, or asked about in the report, unless their line answers.

The judgement is that of an inspector's reading (`rules.plausibility.inspector_doubts`), set by set because a month's
file has a row for every home. More than a connection lets through in a month (E5b) is refused, since one such row makes
a bill absurd. A reading below the former one (E4, E10) is taken as billing counts it, and the report asks about it:
refusing a package for what п. 61 knows as a correction would keep the whole month's readings away. The line states the
answer: `passed_zero` for a counter that went through zero, `confirmed` for anything else that was looked at. What is
merely unusual (E5a) is left to the flags of billing's run, which the accountant reads before publication.
"""

# ruff: noqa: S608 - queries are built from this module's own names, values are parameters

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from chassis.database import audit
from intake.faults import Fault, fault_of_lines
from intake.steps import Say, remark
from services.readings.models import ReadingNote
from services.readings.rules.plausibility import HOURS
from services.readings.submission.record import values_in_words

_FILE = "readings.csv"
_CONFIRMED, _THROUGH_ZERO = "Подтверждены в файле", "счётчик перешёл через ноль"
_SHORTEST = 31
"""Days for which a connection's power is reckoned at least: readings of different hands a day apart do not agree."""
_LOOK_BACK = 120
"""Days before the judged ones in which a first load looks for the reading before."""

# A reading is compared with the last one of a former month, or with an inspector's of a former day: a slip of this
# month is corrected downwards without a question. Whether a step gives kWh back or went through zero is billing's rule
# (`rules.history.counted_between`).
_DOUBTFUL = f"""
    with fresh as (
        select g.*, m.digits, m.max_power_kw, m.account_number, m.ratio, m.decimals,
               lag(g.kwh) over earlier as file_kwh, lag(g.taken_on) over earlier as file_on,
               lag(g.source) over earlier as file_source
        from gathered_readings g join meters m on m.id = g.meter_id
        where g.source <> 'act' and g.taken_on >= :since
        window earlier as (partition by g.meter_id order by g.taken_on, g.line)
    ), stepped as (
        select f.*, greatest(1, f.taken_on - p.taken_on) as days, p.kwh as before, p.taken_on as before_on,
               p.source in ('control', 'act') as bound
        from fresh f
        left join lateral (
            select r.kwh, r.taken_on, r.source from readings r
            where r.meter_id = f.meter_id and r.taken_on < f.taken_on and r.refused is null
              and r.source <> 'estimated' and not exists (select from withdrawals w where w.reading_id = r.id)
              and (date_trunc('month', r.taken_on) < date_trunc('month', f.taken_on) or r.source in ('control', 'act'))
            order by r.taken_on desc, r.received_at desc, r.id desc limit 1
        ) k on true
        cross join lateral (
            select kwh, taken_on, source from (values
                (k.kwh, k.taken_on, k.source),
                (f.file_kwh, case when date_trunc('month', f.file_on) < date_trunc('month', f.taken_on)
                                       or f.file_source = 'control' and f.file_on < f.taken_on
                                  then f.file_on end, f.file_source)) v (kwh, taken_on, source)
            where taken_on is not null order by taken_on desc limit 1
        ) p
        where (k.kwh is not null or f.taken_on >= :judged)
          and not exists (select from readings r where r.meter_id = f.meter_id and r.taken_on = f.taken_on
                          and r.kwh = f.kwh and r.refused is null
                          and not exists (select from withdrawals w where w.reading_id = r.id))
    ), measured as (
        select s.*, z.lower, z.far, z.kwh * s.ratio / 10 ^ s.decimals as used,
               s.max_power_kw::bigint * {HOURS} * greatest(s.days, {_SHORTEST}) as possible
        from stepped s cross join lateral (
            select bool_or(now.value::bigint < was.value::bigint) as lower,
                   bool_or(now.value::bigint < was.value::bigint and 2 * through.kwh > 10 ^ s.digits) as far,
                   sum(through.kwh) as kwh
            from jsonb_each_text(s.kwh) now join jsonb_each_text(s.before) was using (key)
            cross join lateral (select now.value::bigint - was.value::bigint + case
                when now.value::bigint < was.value::bigint then 10 ^ s.digits else 0 end as kwh) through
        ) z
    )
    select line, meter_id, account_number, kwh, taken_on, source, confirmed, passed_zero, before, before_on,
           decimals, lower, used, possible, case when lower and (far or used > possible) then 'passed_zero'
                                       when used > possible then 'confirmed' else 'rolled_over' end as doubt
    from measured
    where used > possible and not (lower and source = 'control' and not bound and not passed_zero)
       or lower and (source <> 'control' or bound)
    order by line
"""
_WRITTEN = text(
    "select g.line, max(r.id) as id from gathered_readings g join readings r "
    "on r.meter_id = g.meter_id and r.taken_on = g.taken_on and r.kwh = g.kwh where g.line = any (:lines) group by 1"
)
# A line that is sent once more with the answer: its reading is here already.
_PASSED_ZERO = text(
    """
    update readings r set passed_zero = true from gathered_readings g, meters m
    where g.passed_zero and m.id = g.meter_id and r.meter_id = g.meter_id and r.taken_on = g.taken_on
      and r.kwh = g.kwh and r.refused is null and not r.passed_zero
      and not exists (select from withdrawals w where w.reading_id = r.id)
    returning r.id, m.account_number, m.decimals, r.kwh, r.taken_on
    """
)
_BELOW = (
    "показание меньше прежнего: расчёт вернёт кВт·ч, а где возврат невозможен, не учтёт показание и отметит счёт; если "
    "счётчик перешёл через ноль, пришлите строку ещё раз с passed_zero 1, если показание неверно, с withdrawn 1"
)
_TOO_MUCH = (
    "расход больше, чем пропустит ввод (max_power_kw в meters.csv): проверьте показание, и если оно верно, "
    "укажите confirmed 1"
)
_ROLLED_OVER = (
    "показание меньше прежнего, принято как переход счётчика через ноль; если это не так, отзовите его (withdrawn 1)"
)


@dataclass(frozen=True, slots=True)
class Judged:
    """What of the doubtful is refused, and what was taken because its line says so."""

    faults: list[Fault]
    stated: list[Any]


def judge(session: Session, today: date, say: Say, *, first: bool) -> Judged:
    """Judge the gathered readings that are new here; remarks on those below the former one.

    Of a meter that has no reading here yet only the last two months are judged: what is older was judged and billed by
    the system that it comes from. `first`: the table of readings is empty.
    """
    judged = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    since = judged - timedelta(days=_LOOK_BACK) if first else date(1900, 1, 1)
    rows = session.execute(text(_DOUBTFUL), {"judged": judged, "since": since}).all()
    stated = [row for row in rows if row.confirmed or (row.passed_zero and row.lower and row.used <= row.possible)]
    open_ = [row for row in rows if row not in stated]
    below = [row for row in open_ if row.doubt == "passed_zero" and not row.passed_zero]
    too_much = [row for row in open_ if row.doubt == "confirmed" or (row.doubt == "passed_zero" and row.passed_zero)]
    rolled_over = [row for row in open_ if row.doubt == "rolled_over"]
    faults = [_fault(too_much, "confirmed", _TOO_MUCH)] if too_much else []
    for asked, words in ((below, _BELOW), (rolled_over, _ROLLED_OVER)):
        if asked and not faults:
            remark(say, _fault(asked, "value", words))
    return Judged(faults, stated)


def keep_stated(session: Session, judged: Judged, now: datetime) -> None:
    """Write into passports and the audit trail what was taken because its line says so, with the values."""
    if not judged.stated:
        return
    lines = [row.line for row in judged.stated]
    ids = {row.line: row.id for row in session.execute(_WRITTEN, {"lines": lines})}
    notes = [
        {"reading_id": ids[row.line], "at": now, "title": _CONFIRMED, "detail": _words(row)}
        for row in judged.stated
        if row.line in ids
    ]
    session.execute(insert(ReadingNote), notes)
    for row in judged.stated:
        audit.record(
            session,
            now,
            "confirm_loaded_reading",
            subject=str(ids.get(row.line, "")),
            account=row.account_number,
            values=values_in_words(row.kwh, row.decimals),
            before=values_in_words(row.before, row.decimals),
            taken_on=row.taken_on.isoformat(),
            **({"confirmed": "1"} if row.confirmed else {}),
            **({"passed_zero": "1"} if row.passed_zero else {}),
        )


def keep_passed_zero(session: Session, now: datetime) -> int:
    """Write it also where the reading came before its answer; how many are so. A repeated file changes nothing."""
    rows = session.execute(_PASSED_ZERO).all()
    for row in rows:
        note = {"reading_id": row.id, "at": now, "title": _CONFIRMED, "detail": _THROUGH_ZERO}
        session.execute(insert(ReadingNote), [note])
        audit.record(
            session,
            now,
            "confirm_loaded_reading",
            subject=str(row.id),
            account=row.account_number,
            values=values_in_words(row.kwh, row.decimals),
            taken_on=row.taken_on.isoformat(),
            passed_zero="1",
        )
    return len(rows)


def _fault(rows: Sequence[Any], field: str, words: str) -> Fault:
    shown = [f"{values_in_words(row.kwh)} после {_before(row)}" for row in rows]
    return fault_of_lines(_FILE, [row.line + 1 for row in rows], field, words, shown)


def _before(row: Any) -> str:
    return f"{values_in_words(row.before)} ({row.before_on})"


def _words(row: Any) -> str:
    said = _THROUGH_ZERO if row.passed_zero else "показание проверено и верно"
    return f"прежнее {values_in_words(row.before, row.decimals)} ({row.before_on}): {said}"
