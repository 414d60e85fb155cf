"""Worklists of the desk: whom to tell, whose term is over, whom to reconnect. Keyset paging by account number."""

from collections.abc import Iterator

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from chassis.clock import Clock
from contracts.billing import Debtor, DebtorPage, DebtorQuery
from services.billing.accounts.models import Account
from services.billing.accounts.residents import persons_on
from services.billing.ledger.balance import BALANCE, due_of
from services.billing.notices.agreed import agreement_of
from services.billing.notices.case import LAST_NOTICE, case_of
from services.billing.notices.ground import month_by_norm
from services.billing.rates.book import open_book
from services.billing.rates.editions import policies
from services.billing.rules.periods import period_of
from services.billing.rules.restriction import deadline, grounds
from services.billing.settings import BillingWork

PAGE, BATCH = 50, 500

_IN_DEBT = text(
    """
    select s.account_number as number from standings s
    where s.period = (select max(period) from standings) and s.balance_kopecks > 0
      and s.account_number > :after and s.account_number between :first and :last
    order by s.account_number limit :batch
    """
)
_NOTIFIED = text(
    """
    select distinct account_number as number from notices
    where account_number > :after and account_number between :first and :last order by account_number limit :batch
    """
)
_CASES = text(
    f"""
    select a.number, a.full_name, a.address, money.balance, notice.*
    from accounts a
    cross join lateral ({BALANCE.format(number="a.number")}) money
    left join lateral ({LAST_NOTICE.format(number="a.number")}) notice on true
    where a.number = any(:numbers) order by a.number
    """  # noqa: S608 - our own SQL
)


def list_debtors(work: BillingWork, request: DebtorQuery) -> DebtorPage:
    """The accounts at the stage asked for; `more` tells that another page follows."""
    found: list[Debtor] = []
    for debtor in _each(work.session, request, work.clock):
        if len(found) == PAGE:
            return DebtorPage(debtors=found, more=True)
        found.append(debtor)
    return DebtorPage(debtors=found, more=False)


def _each(session: Session, request: DebtorQuery, clock: Clock) -> Iterator[Debtor]:
    wanted = _IN_DEBT if request.stage == "over_threshold" else _NOTIFIED
    district = request.district or ""
    scope = {"first": f"{district:0<9}", "last": f"{district:9<9}", "batch": BATCH}
    after = request.after or ""
    while numbers := list(session.scalars(wanted, scope | {"after": after})):
        for debtor in judged(session, numbers, clock):
            if debtor.stage == request.stage:
                yield debtor
        after = numbers[-1]


def judged(session: Session, numbers: list[str], clock: Clock) -> Iterator[Debtor]:
    """These accounts as they stand now, by number."""
    today, policy_on = clock.today(), policies(session)
    book = open_book(session, period_of(today))
    accounts = {one.number: one for one in session.scalars(select(Account).where(Account.number.in_(numbers)))}
    persons = persons_on(session, accounts.values(), today)
    for row in session.execute(_CASES, {"numbers": numbers}).mappings():
        case, debt = case_of(row), due_of(row["balance"])
        stage = case.stage(today, policy_on) if case else "closed"
        factors = month_by_norm(accounts[row["number"]], persons[row["number"]], book)
        if stage == "closed" and grounds(debt, *factors, book.policy):
            agreement = agreement_of(session, row["number"], today)
            stage = "over_threshold" if agreement is None or agreement.state != "kept" else stage
        yield Debtor(
            account_number=row["number"],
            full_name=row["full_name"],
            address=row["address"],
            debt_kopecks=debt,
            stage=stage,
            deadline=deadline(case.delivered_on, case.policy(policy_on)) if case and case.delivered_on else None,
        )
