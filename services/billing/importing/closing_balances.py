"""Open the books of new accounts: where each stands at the end of its own last closed period, from loaded history."""

from datetime import date

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from services.billing.ledger.models import ClosingBalance
from services.billing.rules.charge.account_input import HISTORY
from services.billing.rules.periods import period_of, previous_period


def _even_share(volume: str, nth: str, of: str) -> str:
    """SQL of whole kWh shared among places that count side by side; the last one takes what is left."""
    part = f"round({volume}::numeric / {of})"
    return f"case when {nth} < {of} then {part} else {volume} - ({of} - 1) * {part} end"


_STAND = f"""
    with charged as (
        select account_number, max(period) as period from staging_charges group by 1
    ),
    opened as (
        select account_number, to_char((max(period) || '-01')::date - 1, 'YYYY-MM') as period
        from staging_opening_balances group by 1
    ),
    districts as (
        select a.district, max(c.period) as period from charged c join accounts a on a.number = c.account_number
        group by 1
    ),
    fresh as (
        select a.number, coalesce(
                   c.period, o.period,
                   case when to_char(a.opened_on, 'YYYY-MM') > cast(:first as text)
                        then least(:closed, to_char(date_trunc('month', a.opened_on) - interval '1 day', 'YYYY-MM'))
                   end,
                   d.period, :closed) as closed
        from accounts a
        left join charged c on c.account_number = a.number
        left join opened o on o.account_number = a.number
        left join districts d on d.district = a.district
        where not exists (select from standings s where s.account_number = a.number)
    ),
    months as (
        select c.account_number, c.zone, c.period, sum(c.volume::bigint) as volume,
               bool_or(c.method in ('metered', 'control')) as measured
        from staging_charges c join fresh f on f.number = c.account_number
        where c.period > (left(f.closed, 4)::int - 1) || substr(f.closed, 5) and c.period <= f.closed group by 1, 2, 3
    ),
    zones as (
        select account_number, zone,
               (array_agg(volume order by period desc) filter (where measured))[1 : :history] as recent
        from months group by 1, 2
    ),
    missed as (
        select m.account_number, count(distinct m.period) as months
        from months m join (
            select account_number, coalesce(max(period) filter (where measured), '') as period from months group by 1
        ) l on l.account_number = m.account_number and m.period > l.period group by 1
    ),
    readings_seen as (
        select readings.account_number, serial, zone, max(array[
                   period, taken_on::text, (source = 'control')::int::text, received_at::text, value::text]) as last
        from readings join fresh f on f.number = readings.account_number
        where period <= f.closed and not withdrawn and not exists (
            select from withdrawn_readings w where w.reading_id = readings.reading_id)
        group by 1, 2, 3
    ),
    scales as (
        select m.account_number, m.serial, m.point, z.zone, z.nth, m.installed_on, r.last,
               m.removed_on is not null and m.removed_on <= l.day as gone
        from meters m join fresh f on f.number = m.account_number
        cross join lateral (select ((f.closed || '-01')::date + interval '1 month' - interval '1 day')::date as day) l
        cross join lateral unnest(m.zones) with ordinality z(zone, nth)
        left join readings_seen r
            on (r.account_number, r.serial, r.zone) = (m.account_number, m.serial, z.zone)
        where m.installed_on <= l.day and (m.removed_on is null or m.removed_on > l.day or not exists (
            select from meters n
            where (n.account_number, n.point) = (m.account_number, m.point) and n.installed_on <= l.day
              and (n.removed_on is null
                   or (n.removed_on, n.installed_on, n.serial) > (m.removed_on, m.installed_on, m.serial))))
    ),
    estimates as (
        select account_number, serial, zone,
               sum({_even_share("volume", "nth", "of")})::bigint as volume
        from (
            select s.account_number, s.serial, s.zone, m.volume, count(*) over month as of,
                   row_number() over (month order by s.point, s.serial) as nth
            from scales s join months m on (m.account_number, m.zone) = (s.account_number, s.zone)
            where not m.measured and m.period > s.last[1] and not s.gone
            window month as (partition by m.account_number, m.zone, m.period)
        ) shared group by 1, 2, 3
    ),
    places as (
        select account_number, serial, zone, count(*) over account as of,
               row_number() over (account order by point, serial) as nth
        from scales window account as (partition by account_number, zone)
    ),
    registers as (
        select s.account_number, json_agg(json_build_object(
            'serial', s.serial, 'zone', s.zone, 'value', s.last[5]::bigint, 'on', s.last[2],
            'estimated', coalesce(e.volume, 0),
            'history', coalesce((
                select json_agg(({_even_share("v", "p.nth", "p.of")})::bigint order by n desc)
                from unnest(z.recent) with ordinality u(v, n)), '[]'),
            'point', s.point
        ) order by s.installed_on, s.serial, s.nth) as list, bool_and(s.gone) as gone
        from scales s
        join places p on (p.account_number, p.serial, p.zone) = (s.account_number, s.serial, s.zone)
        left join zones z on (z.account_number, z.zone) = (s.account_number, s.zone)
        left join estimates e on (e.account_number, e.serial, e.zone) = (s.account_number, s.serial, s.zone)
        group by 1
    ),
    balances as (
        select l.account_number, sum(l.amount_kopecks) as kopecks
        from ledger l join fresh f on f.number = l.account_number and l.period <= f.closed group by 1
    )
    insert into standings (account_number, period, balance_kopecks, missed, registers)
    select f.number, f.closed, coalesce(b.kopecks, 0),
           case when coalesce(r.gone, true) then 0 else coalesce(x.months, 0) end,
           coalesce(r.list, '[]')
    from fresh f
    left join registers r on r.account_number = f.number
    left join missed x on x.account_number = f.number
    left join balances b on b.account_number = f.number
    order by f.number
"""  # noqa: S608 - our own SQL


def open_books(session: Session, today: date) -> int:
    """Write the first standing of every account that has none; the number of them.

    An account stands at the last month of its charges, else before the month of its opening balance. One that has
    neither and was opened after the town was taken over stands before its first month, so that a late line of
    accounts.csv costs no month; any other one stands where its district, or the town, does.

    A meter that was taken away leaves its registers behind until another one stands at its point: the average of the
    months between goes on (п. 59 «г»), and nothing of it is offset by a later reading.
    """
    unopened = "select from accounts a where not exists (select from standings s where s.account_number = a.number)"
    if not session.scalar(text(f"select exists ({unopened})")):
        return 0
    closed = closed_period(session, today)
    first = session.scalar(text("select min(period) from standings"))
    parameters = {"closed": closed, "first": first, "history": HISTORY}
    opened = session.execute(text(_STAND), parameters)
    return opened.rowcount  # type: ignore[attr-defined, no-any-return]


def closed_period(session: Session, today: date) -> str:
    """The last period whose books are closed, by a run or by loaded history; else last month is still to bill."""
    known = session.scalar(select(ClosingBalance.period).order_by(ClosingBalance.period.desc()).limit(1))
    if known is not None:
        return known
    charged = session.scalar(text("select max(period) from staging_charges"))
    if charged is not None:
        return str(charged)
    opening = session.scalar(text("select max(period) from staging_opening_balances"))
    return previous_period(str(opening) if opening else previous_period(period_of(today)))
