"""One account's charge of one period, by ПП РФ 354: what charges each of its days, the price, where it stands then."""

from collections.abc import Sequence

from services.billing.rules import charges
from services.billing.rules.charge.account_input import AccountInput
from services.billing.rules.charge.act_lines import act_lines
from services.billing.rules.charge.corrected import with_corrections
from services.billing.rules.charge.days import Stretch, open_days, stretches
from services.billing.rules.charge.estimates import NOTHING, Estimates, estimated
from services.billing.rules.charge.flags import flags_of, reading_flags
from services.billing.rules.charge.left_behind import left_behind
from services.billing.rules.charge.norm_month import norm_kwh
from services.billing.rules.charge.outcome import Outcome, outcome_of
from services.billing.rules.charge.points import Point, points_of
from services.billing.rules.charge.pricing import Counted, counted, priced
from services.billing.rules.charge.rate_book import RateBook
from services.billing.rules.charges import Method


def charge(account: AccountInput, book: RateBook) -> Outcome:
    """Charges `book.period`.

    Raises `BadInputError` when a rate is missing.
    """
    days = open_days(account.home, book)
    points = points_of(account, book)
    if points:
        by_point = [stretches(point, days, book) for point in points]
        if not days and not any(meter.read for point in points for meter in point.meters):
            return _not_charged(account)
        outcome = _with_meters(account, points, by_point, book)
    elif days:
        home = account.home
        kwh = norm_kwh(home, book, days, with_absences=True)
        norm = charges.by_norm(kwh, book.tariff(home.group, home.heating), book.policy.vat_rate, home.multiplier)
        outcome = outcome_of("norm", norm, [], [], missed=0, left=[])
    else:
        return _not_charged(account)
    if account.acts:
        tariff = book.tariff(account.home.group, account.home.heating)
        outcome.recalculations += act_lines(account, outcome.charged, tariff, book)
    return outcome


def _with_meters(
    account: AccountInput, points: Sequence[Point], by_point: Sequence[Sequence[Stretch]], book: RateBook
) -> Outcome:
    """Readings by formula 1, also over replaced meters and after estimates (A7, A10); other days by п. 59 and 60."""
    read = counted(points, book)
    guessed = estimated(account.home, points, by_point, book)
    found = priced(account, read, guessed, book)
    left, missed = left_behind(account.home, points, by_point, book)
    flags = flags_of(read, found, points, book) if read.read else []
    if guessed is not NOTHING:
        flags += reading_flags(points)
    if account.corrected:
        left = with_corrections(account.registers, left, account.corrected)
    return outcome_of(
        _method(by_point, read, guessed),
        found.charge,
        found.recalculations,
        points,
        settled=-read.used,
        barred=read.barred,
        missed=missed,
        left=left,
        refused=guessed.refused.acts if guessed.refused else (),
        flags=flags,
    )


def _method(by_point: Sequence[Sequence[Stretch]], read: Counted, guessed: Estimates) -> Method:
    """How the month ends: by the norm, by the average or by readings, at the point that is known least."""
    method = read.method
    if guessed is NOTHING:
        return method
    for place, spans in enumerate(by_point):
        if spans and spans[-1].by != "readings":
            if (place, spans[-1].by) in guessed.by_norm:
                return "norm"
            method = "average"
    return method


def _not_charged(account: AccountInput) -> Outcome:
    """A month within a seasonal block, without readings (rule A12)."""
    return Outcome(
        method="metered",
        volume=0,
        charged=0,
        vat=0,
        settled=0,
        lines=[],
        meters=[],
        missed=account.missed,
        registers=list(account.registers),
        flags=[],
    )
