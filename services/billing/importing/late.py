"""Tell whoever loads files what in them concerns months whose bills are out: the next run settles it."""

from collections.abc import Collection

from sqlalchemy import text
from sqlalchemy.orm import Session

from intake.faults import Fault
from intake.steps import Say, remark
from wording.dates import month

# What this transaction has logged; a month that is calculated and not published yet is no billed one.
_OF_ACCOUNTS = text(
    """
    select g.file, count(distinct f.account_number) as accounts, min(f.month) as first, max(f.month) as last
    from late_facts f join (values
        ('late_reading', 'readings'), ('control', 'readings'), ('withdrawn_reading', 'readings'),
        ('residents', 'residents'), ('absence', 'absences'), ('season', 'seasonal_blocks'), ('meter', 'meters'),
        ('account', 'accounts'), ('act', 'acts')
    ) g (ground, file) using (ground)
    where f.recorded_at = now() and f.account_number <> ''
      and exists (select from standings s where s.account_number = f.account_number and s.period >= f.month)
    group by g.file order by g.file
    """
)
_OF_RATES = text(
    """
    select min(month) as first, (select max(period) from standings) as last from late_facts
    where recorded_at = now() and account_number = '' and month <= (select max(period) from standings)
    having count(*) > 0
    """
)
_RATES = ("norms", "policy", "tariffs", "tiers")


def tell_late_facts(session: Session, names: Collection[str], say: Say) -> None:
    """Remark on the facts of billed months that the files `names` have brought; nothing is refused for them."""
    for file, accounts, first, last in session.execute(_OF_ACCOUNTS):
        words = f"относится к уже выставленным месяцам ({_months(first, last)}), лицевых счетов: {accounts}"
        remark(say, Fault(f"{file}.csv", 0, "", f"{words}; разница войдёт в следующий счёт"))
    for first, last in session.execute(_OF_RATES):
        files = ", ".join(f"{name}.csv" for name in _RATES if name in names)
        words = f"меняет уже выставленные месяцы ({_months(first, last)})"
        remark(say, Fault(files, 0, "", f"{words}; следующий расчёт пересчитает всех, кого это касается"))


def _months(first: str, last: str) -> str:
    return month(first) if first == last else f"{month(first)} — {month(last)}"
