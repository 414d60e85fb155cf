"""What is owed beside energy, as accountants state it: kept apart, never paid in the portal (M4.1.12)."""

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from chassis.database import audit
from chassis.errors import Refusal
from contracts.billing import OtherDebts
from services.billing.accounts.known import known_account
from services.billing.notices.models import Notice, OtherDebt
from services.billing.notices.reference_debts import reference_debts
from services.billing.penalties.posting import state
from services.billing.rates.editions import policies
from services.billing.settings import BillingWork


def state_debts(work: BillingWork, request: OtherDebts) -> None:
    """State the debts that are kept apart from energy; the last statement holds.

    Refusal "bad_request" for a negative debt, and for restriction costs above the law's cap for each restriction.
    """
    stated = request.debts.model_dump()
    if min(stated.values()) < 0:
        raise Refusal("bad_request", "Долг не может быть отрицательным", "debts")
    known_account(work.session, request.account_number)
    most = policies(work.session)(work.clock.today()).reconnection_cost_cap * max(
        1, _restrictions(work.session, request)
    )
    if request.debts.restriction_kopecks > most:
        raise Refusal(
            "bad_request",
            f"Затраты на ограничение и возобновление не могут быть больше {most // 100} руб. (ПП РФ № 354, п. 121(1))",
            "restriction",
            {"cap_kopecks": most},
        )
    row = insert(OtherDebt).values(account_number=request.account_number, **stated)
    before = reference_debts(work.session, request.account_number).model_dump()
    work.session.execute(row.on_conflict_do_update(index_elements=["account_number"], set_=stated))
    state(work.session, request.account_number, request.debts.penalty_kopecks, work.now)
    changed = {name: f"{before[name]} -> {kopecks}" for name, kopecks in stated.items() if kopecks != before[name]}
    audit.record(work.session, work.now, "set_other_debts", account=request.account_number, **changed)


def _restrictions(session: Session, request: OtherDebts) -> int:
    recorded = select(func.count()).where(
        Notice.account_number == request.account_number, Notice.restricted_on.is_not(None)
    )
    return session.scalar(recorded) or 0
