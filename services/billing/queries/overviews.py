"""«Главная»: what is due, what was paid for the current bill, what a debtor must know."""

from collections.abc import Mapping
from datetime import date
from types import SimpleNamespace
from typing import Any

from sqlalchemy import text

from contracts.bill import AgreementBlock, InstalmentOffer
from contracts.billing import Overview, Overviews, PriceBase
from contracts.wire import AccountRefs
from services.billing.accounts.known import account_not_found
from services.billing.accounts.own_term import OwnTerm, own_terms
from services.billing.accounts.paper_wishes import WANTS_PAPER
from services.billing.bills.listing import bill_ref
from services.billing.ledger.balance import BALANCE, due_of
from services.billing.ledger.payments import PAYMENT
from services.billing.notices.agreed import agreements_of, block_of
from services.billing.notices.case import LAST_NOTICE, OF_PRESENT_OWNER, case_of
from services.billing.notices.reference_debts import REFERENCE_DEBTS, debts_of
from services.billing.penalties.accruing import open_penalty
from services.billing.penalties.arrears import projected_penalty
from services.billing.penalties.delays import Arrears
from services.billing.penalties.source import charges_of, deferred_arrears, read_charges
from services.billing.rates.editions import policies
from services.billing.rules.policy import PolicyCalendar
from services.billing.settings import BillingWork

# One exchange with the server for the whole page: it is the most visited one. «Оплачено по текущей квитанции» counts
# from the period's first publication, since a revision of the bill does not begin anew (M4.1.10).
_ACCOUNTS = text(
    f"""
    select a.number, a.address, a.closed_on as closes_on, {WANTS_PAPER.format(number="a.number")} as paper_bill,
           bill.period, bill.revision, bill.published_at, bill.due_on, bill.total_kopecks, bill.code,
           bill.offer, standing.registers,
           money.balance, coalesce(paid.kopecks, 0) as paid, debts.*, notice.*,
           case when money.balance > 0 then charged.by_period end as charges,
           exists (select from agreements where account_number = a.number) as agreed
    from accounts a
    left join lateral (
        select period, revision, published_at, due_on, total_kopecks, code, snapshot -> 'instalment_offer' as offer
        from bills where account_number = a.number order by period desc, revision desc limit 1
    ) bill on true
    left join lateral (
        select registers from standings where account_number = a.number order by period desc limit 1
    ) standing on true
    left join lateral (
        select published_at from bills
        where account_number = a.number and revision = 1 order by period desc limit 1
    ) current on true
    cross join lateral ({BALANCE.format(number="a.number")}) money
    left join lateral (
        select sum(-e.amount_kopecks - coalesce(r.kopecks, 0)) as kopecks
        from ledger e
        left join lateral (
            select sum(amount_kopecks) as kopecks from ledger
            where account_number = a.number and origin_ref = e.source_ref
        ) r on true
        where e.account_number = a.number and e.source = :payment and e.occurred_at >= current.published_at
    ) paid on true
    left join lateral ({charges_of("a.number")}) charged on true
    cross join lateral ({REFERENCE_DEBTS.format(number="a.number")}) debts
    left join lateral ({LAST_NOTICE.format(number="a.number")}) notice
        on {OF_PRESENT_OWNER.format(number="a.number")}
    where a.number = any(:numbers)
    """  # noqa: S608 - our own SQL
)


def get_overviews(work: BillingWork, request: AccountRefs) -> Overviews:
    """One overview for each number, in the order asked; Refusal "account_not_found" names one that is unknown."""
    found = work.session.execute(_ACCOUNTS, {"numbers": list(request.account_numbers), "payment": PAYMENT})
    rows = {row.number: row for row in found}
    for number in request.account_numbers:
        if number not in rows:
            raise account_not_found(number, "account_numbers")
    policy_on, today = policies(work.session), work.clock.today()
    agreed = [number for number, row in rows.items() if row.agreed and row.balance > 0]
    deferred = deferred_arrears(work.session, agreed, today)
    agreements = agreements_of(work.session, agreed, today)
    terms = own_terms(work.session, request.account_numbers)
    return Overviews(
        accounts=[
            _overview(
                _own(rows[number], terms.get(number)),
                today,
                policy_on,
                deferred.get(number),
                block_of(agreements.get(number)),
            )
            for number in request.account_numbers
        ]
    )


def _own(row: Any, term: OwnTerm | None) -> Any:
    """The row without the last bill, and what was paid for it, while that bill is a former owner's."""
    if term is None or row.period is None or not term.hides(row.period, row.published_at):
        return row
    return SimpleNamespace(**{**row._mapping, "period": None, "paid": 0, "offer": None}, _mapping=row._mapping)


def _overview(
    row: Any, today: date, policy_on: PolicyCalendar, deferred: Arrears | None, instalment: AgreementBlock | None
) -> Overview:
    case = case_of(row._mapping)
    notice = case.shown(today, policy_on) if case else None
    return Overview(
        account_number=row.number,
        paper_bill=row.paper_bill,
        address=row.address,
        bill=bill_ref(row) if row.period else None,
        due_kopecks=due_of(row.balance),
        overpaid_kopecks=due_of(-row.balance),
        paid_for_bill_kopecks=max(0, int(row.paid)),
        debts=debts_of(row._mapping),
        notice=notice,
        days_left=max(0, (notice.deadline - today).days) if notice else None,
        projected_penalty_kopecks=open_penalty(deferred, today, policy_on)
        if deferred
        else projected_penalty(row.balance, read_charges(row.charges), today, policy_on),
        instalment=instalment,
        closes_on=row.closes_on,
        closed=row.closes_on is not None and row.closes_on < today,
        registers=[_base(one) for one in row.registers or () if one.get("value") is not None],
        instalment_offer=_offer(row) if instalment is None or instalment.state == "broken" else None,
    )


def _base(register: Mapping[str, Any]) -> PriceBase:
    """What a register's next reading is counted from, as `price_volumes` has it."""
    return PriceBase(
        serial=register["serial"],
        zone=register["zone"],
        value=register["value"],
        taken_on=date.fromisoformat(register["on"]) if register.get("on") else None,
        estimated_kwh=register.get("estimated") or 0,
    )


def _offer(row: Any) -> InstalmentOffer | None:
    """The offer of the last bill, while something is due."""
    return InstalmentOffer.model_validate(row.offer) if row.offer and row.balance > 0 else None
