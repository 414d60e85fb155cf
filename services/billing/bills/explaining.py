"""«Почему счёт изменился» (B6): two neighbouring bills as the decomposition wants them, and its parts in words."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from chassis.errors import Refusal
from contracts.billing import BillChange, BillKey, ChangePart
from services.billing.accounts.models import Account
from services.billing.bills.models import Charge
from services.billing.ledger.models import Entry
from services.billing.rates.book import open_book
from services.billing.rules.decomposition import BillFacts, explain
from services.billing.rules.periods import days_in, previous_period
from services.billing.settings import BillingWork

_TITLES = {
    "volume": "Изменился расход",
    "tariff": "Изменился тариф",
    "days": "Другое число дней в месяце",
    "zones": "Изменилось распределение по зонам суток",
    "method": "Изменился способ расчёта: показания или расчётный объём",
    "recalculation": "Перерасчёты",
    "multiplier": "Повышающий коэффициент",
}


def explain_bill(work: BillingWork, request: BillKey) -> BillChange:
    """The change of what was charged against the month before; the parts add up to it to the kopeck.

    Refusal "bill_not_found" when one of the two months was not charged.
    """
    before = previous_period(request.period)
    former, present = (
        _facts(work.session, request.account_number, before),
        _facts(work.session, request.account_number, request.period),
    )
    return BillChange(
        period=request.period,
        previous_period=before,
        previous_kopecks=former.charged + former.excess + former.recalculated,
        current_kopecks=present.charged + present.excess + present.recalculated,
        parts=[
            ChangePart(cause=part.cause, title=_TITLES[part.cause], amount_kopecks=part.amount)
            for part in explain(former, present)
        ],
    )


def _facts(session: Session, account_number: str, period: str) -> BillFacts:
    charge = session.get(Charge, (account_number, period))
    account = session.get(Account, account_number)
    if charge is None or account is None:
        raise Refusal("bill_not_found", f"Начислений за период {period} нет", "period")
    volumes: dict[str, int] = {}
    for line in charge.lines:
        volumes[line["zone"]] = volumes.get(line["zone"], 0) + line["volume"]
    recalculated = session.scalar(
        select(func.sum(Entry.amount_kopecks)).where(
            Entry.account_number == account_number, Entry.period == period, Entry.kind == "correction"
        )
    )
    return BillFacts(
        volumes=volumes,
        tariff=open_book(session, period).tariff(account.tariff_group, account.heating),
        days=days_in(period),
        method=charge.method,
        charged=sum(line["amount_kopecks"] for line in charge.lines),
        excess=sum(line["excess_kopecks"] for line in charge.lines),
        recalculated=int(recalculated or 0),
        settled_estimates=charge.settled_kwh,
    )
