"""The owner's name: an act that changed the owner is not undone by a line of accounts.csv that is older than it."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from intake.faults import fault_of_lines
from intake.steps import Say, remark

_KEPT = text(
    """
    with kept as (
        select s.line, s.full_name as given, a.full_name as present
        from staging_accounts s join accounts a on a.number = s.account_number
        join (select account_number, max(since) as since from account_terms group by 1) t
            on t.account_number = a.number
        where s.full_name <> a.full_name and (s.effective_from is null or s.effective_from::date <= t.since)
    )
    update staging_accounts s set full_name = k.present from kept k where s.line = k.line returning k.line, k.given
    """
)
_REMEDY = (
    "имя не изменено: собственник сменился по акту; если имя верно, дайте в effective_from день позже акта, "
    "а о новой смене собственника пришлите акт (acts.csv, owner_change)"
)


def keep_names(session: Session, say: Say) -> None:
    """Give such lines the present name, with a remark; before the accounts are taken over."""
    kept = sorted(session.execute(_KEPT).all())
    if kept:
        lines, given = [line + 1 for line, _ in kept], [name for _, name in kept]
        remark(say, fault_of_lines("accounts.csv", lines, "full_name", _REMEDY, given))
