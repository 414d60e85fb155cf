"""Where an account stands on the way to a restriction, with every day that matters, for the supplier's desk."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from chassis.clock import Clock
from contracts.billing import RestrictionCase
from contracts.wire import AccountRef
from services.billing.accounts.known import known_account
from services.billing.accounts.residents import persons_on
from services.billing.ledger.balance import due
from services.billing.notices.agreed import agreement_of
from services.billing.notices.case import LAST_NOTICE, Case, case_of
from services.billing.notices.ground import month_by_norm
from services.billing.rates.book import open_book
from services.billing.rates.editions import policies
from services.billing.rules.periods import period_of
from services.billing.rules.restriction import (
    NEXT,
    Stage,
    deadline,
    grounds,
    reconnection_deadline,
    suspension_day,
    threshold,
)
from services.billing.settings import BillingWork

_NOTICE = text(LAST_NOTICE.format(number=":number"))


def case_for(session: Session, account_number: str) -> Case | None:
    """The account's last notice, if it ever had one."""
    return case_of(session.execute(_NOTICE, {"number": account_number}).mappings().first())


def get_restriction(work: BillingWork, request: AccountRef) -> RestrictionCase:
    """Returns the account's case; Refusal "account_not_found"."""
    return restriction_case(work.session, request.account_number, work.clock)


def restriction_case(session: Session, account_number: str, clock: Clock) -> RestrictionCase:
    """The whole case; Refusal "account_not_found"."""
    account = known_account(session, account_number)
    today, policy_on = clock.today(), policies(session)
    debt = due(session, account_number)
    book = open_book(session, period_of(today))
    kwh, price = month_by_norm(account, persons_on(session, [account], today)[account_number], book)
    agreement = agreement_of(session, account_number, today)
    kept = agreement is not None and agreement.state == "kept"
    case = case_for(session, account_number)
    stage: Stage = case.stage(today, policy_on) if case else "closed"
    if stage == "closed" and grounds(debt, kwh, price, book.policy, kept):
        stage = "over_threshold"
    elif case is None:
        stage = "none"
    policy = case.policy(policy_on) if case else book.policy
    return RestrictionCase(
        account_number=account_number,
        stage=stage,
        debt_kopecks=debt,
        threshold_kopecks=threshold(kwh, price, book.policy),
        notice_kopecks=case.debt_kopecks if case else None,
        channel=case.channel if case else "",
        note=case.note if case else "",
        sent_on=case.notice_day if case else None,
        delivered_on=case.delivered_on if case else None,
        deadline=deadline(case.delivered_on, policy) if case and case.delivered_on else None,
        restricted_on=case.restricted_on if case else None,
        suspension_on=suspension_day(case.restricted_on, policy) if case and case.restricted_on else None,
        settled_on=case.steps.settled_on if case else None,
        reconnect_by=reconnection_deadline(case.settled_on, policy) if case and case.settled_on else None,
        reconnected_on=case.reconnected_on if case else None,
        cost_cap_kopecks=book.policy.reconnection_cost_cap,
        next_steps=list(NEXT.get(stage, ())),
        agreement=agreement,
    )
