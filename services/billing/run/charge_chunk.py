"""Charge the accounts of one chunk, settle their closed months, and keep the results as a draft."""

import logging
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import delete
from sqlalchemy.orm import Session

from chassis.database.bulk_copy import copy_rows
from chassis.service.declarations import blocking
from services.billing.accounts.ranges import AccountRange
from services.billing.accounts.unreadable import Unreadable
from services.billing.penalties.accruing import Late
from services.billing.penalties.source import late_accounts
from services.billing.rates.editions import policies
from services.billing.rates.shelf import BookShelf
from services.billing.rules.charge.absences import taken_off
from services.billing.rules.charge.account_input import AccountInput
from services.billing.rules.charge.charging import charge
from services.billing.rules.charge.outcome import Outcome
from services.billing.rules.charge.rate_book import RateBook
from services.billing.rules.errors import BadInputError
from services.billing.rules.settlement.barred import GROUND, barred_lines
from services.billing.rules.settlement.replay import Settled, from_standing, settle
from services.billing.rules.settlement.returning import may_return
from services.billing.run.models import Result
from services.billing.run.replays import Unsettled, billed_before, unsettled
from services.billing.run.results import ResultRow, result_row
from services.billing.run.source import account_inputs, ended_inputs
from services.billing.run.totals import ChargeTotals, Totals
from services.billing.settlement.late_facts import keep_for_later

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Chunk:
    ready: Mapping[str, AccountInput]
    """Accounts that stand at the month before."""
    unsettled: Mapping[str, Unsettled]
    """Those with closed months to settle; they may be ready, too."""
    late: Late

    @property
    def numbers(self) -> list[str]:
        return sorted(self.ready.keys() | self.unsettled.keys())


def charge_chunk(session: Session, accounts: AccountRange, shelf: BookShelf) -> ChargeTotals:
    """Replaces the draft of these accounts by a new one. Returns the totals for the report.

    An account that cannot be charged is left out, whatever the reason; the report names it, and its late facts stay.
    """
    totals = Totals()
    # Late facts are marked before anything is read: what comes in between is settled once more, without a difference.
    unreadable = Unreadable()
    late_months = unsettled(session, accounts, shelf, unreadable)
    ready = account_inputs(session, accounts, unreadable) | ended_inputs(session, accounts, unreadable)
    returning = [number for number, one in ready.items() if number not in late_months and may_return(one)]
    if returning:
        billed = billed_before(session, returning, accounts.period, unreadable)
        for number in returning:
            ready[number].billed = billed.get(number, [])
    late = Late(accounts=late_accounts(session, accounts, unreadable), policy_on=policies(session))
    for number, reason in unreadable.items():
        _leave_out(number, reason, ready, late_months, totals)
    rows = blocking(_charged, _Chunk(ready, late_months, late), shelf.present, totals)
    session.execute(
        delete(Result).where(
            Result.period == accounts.period,
            Result.account_number >= accounts.first,
            Result.account_number <= accounts.last,
        )
    )
    copy_rows(session, Result.__tablename__, ResultRow._fields, rows)
    if totals.unsettled:
        keep_for_later(session, totals.unsettled)
    return totals.dump()


def _leave_out(
    number: str,
    reason: str,
    ready: dict[str, AccountInput],
    late_months: dict[str, Unsettled],
    totals: Totals,
) -> None:
    """Report an account that cannot be read, also as one without bills if it is one."""
    late = late_months.pop(number, None)
    if late is not None:
        totals.look_back(number, late)
    if ready.pop(number, None) is not None or late is not None:
        totals.leave_out(number, reason, late)


def _charged(chunk: _Chunk, book: RateBook, totals: Totals) -> list[ResultRow]:
    return list(_each(chunk, book, totals))


def _each(chunk: _Chunk, book: RateBook, totals: Totals) -> Iterator[ResultRow]:
    for number in chunk.numbers:
        late = chunk.unsettled.get(number)
        if late is not None:
            totals.look_back(number, late)
        try:
            settled = settle(late.replay(book.policy.settle_threshold_kopecks)) if late else None
            outcome = _outcome(chunk.ready.get(number), late, settled, book)
            if outcome.barred:
                outcome.recalculations = [*outcome.recalculations, *barred_lines(outcome.barred, book)]
                outcome.flags.append(GROUND)
            penalty = chunk.late.penalty(number, book.period)
            outcome.flags += chunk.late.flags(number, penalty, book.period)
        except BadInputError as error:
            totals.leave_out(number, str(error), late)
            log.warning("account left out of the run: %s", error, extra={"account_number": number})
            continue
        except Exception:
            incident = uuid.uuid4().hex[:12]
            totals.leave_out(number, f"unexpected error, incident {incident}", late)
            log.exception(
                "account left out of the run: unexpected error", extra={"account_number": number, "incident": incident}
            )
            continue
        if settled is not None and settled.deferred:
            totals.defer(number)
        if late is not None and number not in chunk.ready and not _has_news(late, outcome, book):
            continue
        totals.add(number, outcome, penalty)
        yield result_row(book.period, number, outcome, penalty, settled.standings if settled else ())


def _has_news(late: Unsettled, outcome: Outcome, book: RateBook) -> bool:
    """Whether a bill would say anything; that of an account that was closed before needs a difference."""
    closed = late.present.home.closed_on
    return closed is None or closed >= book.first or late.unbilled_since is not None or bool(outcome.recalculations)


def _outcome(ready: AccountInput | None, late: Unsettled | None, settled: Settled | None, book: RateBook) -> Outcome:
    """The period's outcome, with the lines that settle closed months before those of its own."""
    if late is None or settled is None:
        assert ready is not None, "an account is ready or has months to settle"
        return _with_absences(ready, book)
    last = settled.standings[-1] if settled.standings else late.start
    outcome = _with_absences(from_standing(late.present, last, settled.billed), book)
    outcome.recalculations = settled.lines + outcome.recalculations
    outcome.barred += settled.barred
    return outcome


def _with_absences(account: AccountInput, book: RateBook) -> Outcome:
    outcome = charge(account, book)
    if account.home.absences:
        outcome.absences = taken_off(account, outcome.lines, book)
    return outcome
