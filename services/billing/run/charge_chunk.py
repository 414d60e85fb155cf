"""Charge the accounts of one chunk and keep the results as a draft."""

import logging
from collections.abc import Iterator

from sqlalchemy import delete
from sqlalchemy.orm import Session

from chassis.database.bulk_copy import copy_rows
from chassis.service.declarations import blocking
from services.billing.accounts.ranges import AccountRange
from services.billing.penalties.accruing import Late
from services.billing.penalties.source import late_accounts
from services.billing.rates.editions import policies
from services.billing.rules.charge.account_input import AccountInput
from services.billing.rules.charge.charging import charge
from services.billing.rules.charge.rate_book import RateBook
from services.billing.rules.errors import BadInputError
from services.billing.run.models import Result
from services.billing.run.results import ResultRow, result_row
from services.billing.run.source import account_inputs
from services.billing.run.totals import ChargeTotals, Totals

log = logging.getLogger(__name__)


def charge_chunk(session: Session, accounts: AccountRange, book: RateBook) -> ChargeTotals:
    """Replaces the draft of these accounts by a new one. Returns the totals for the report.

    An account that cannot be charged, because a rate is missing, is left out; the report names it.
    """
    totals = Totals()
    found = account_inputs(session, accounts)
    late = Late(accounts=late_accounts(session, accounts), policy_on=policies(session))
    rows = blocking(_charged, found, late, book, totals)
    session.execute(
        delete(Result).where(
            Result.period == accounts.period,
            Result.account_number >= accounts.first,
            Result.account_number <= accounts.last,
        )
    )
    copy_rows(session, Result.__tablename__, ResultRow._fields, rows)
    return totals.dump()


def _charged(found: list[AccountInput], late: Late, book: RateBook, totals: Totals) -> list[ResultRow]:
    return list(_each(found, late, book, totals))


def _each(found: list[AccountInput], late: Late, book: RateBook, totals: Totals) -> Iterator[ResultRow]:
    for account in found:
        number = account.home.number
        try:
            outcome = charge(account, book)
            penalty = late.penalty(number, book.period)
            outcome.flags += late.flags(number, penalty, book.period)
        except BadInputError as error:
            totals.leave_out(number, error)
            log.warning("account left out of the run: %s", error, extra={"account_number": number})
            continue
        totals.add(number, outcome, penalty)
        yield result_row(book.period, number, outcome, penalty)
