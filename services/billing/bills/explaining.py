"""«Почему счёт изменился» (B6): two neighbouring bills as the decomposition wants them, and its parts by code."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from chassis.errors import Refusal
from contracts.bill import BillSnapshot
from contracts.billing import BillChange, BillKey, ChangePart
from services.billing.accounts.models import Absence, Account, Residents
from services.billing.accounts.own_term import own_term
from services.billing.bills.models import Charge
from services.billing.bills.snapshots import load
from services.billing.ledger.models import Entry
from services.billing.rates.book import open_book
from services.billing.rules.charge.rate_book import RateBook
from services.billing.rules.decomposition import BillFacts, Cause, Household, Part, Recalculated, explain
from services.billing.rules.errors import BadInputError
from services.billing.rules.periods import first_day, last_day, previous_period
from services.billing.rules.tariffs import Tariff
from services.billing.settings import BillingWork

_TITLES: dict[Cause, str] = {
    "volume": "Изменился расход",
    "tariff": "Изменился тариф",
    "days": "Другое число дней",
    "zones": "Изменилось распределение по зонам суток",
    "method": "Изменился способ расчёта",
    "persons": "Изменилось число зарегистрированных",
    "absence": "Временное отсутствие",
    "norm": "Изменился норматив",
    "estimates": "Показания после расчётных месяцев",
    "recalculation": "Перерасчёты",
    "correction": "Корректировки",
    "multiplier": "Повышающий коэффициент",
}
_FORMER_CAUSES = {
    "persons": "volume",
    "absence": "volume",
    "norm": "volume",
    "estimates": "method",
    "correction": "recalculation",
}
"""For readers that know fewer causes."""
_ESTIMATED = ("average", "norm")
_MOST_PERSONS = 20


def explain_bill(work: BillingWork, request: BillKey) -> BillChange:
    """The change of what was charged against the month before; the parts add up to it to the kopeck.

    Refusal "bill_not_found" when one of the two months was not charged, or was a former owner's.
    """
    before = previous_period(request.period)
    term = own_term(work.session, request.account_number)
    if term is not None and before < term.first_month:
        raise Refusal("bill_not_found", "Это первый счёт нового собственника: сравнивать не с чем", "period")
    former, present = (
        _facts(work.session, request.account_number, before),
        _facts(work.session, request.account_number, request.period),
    )
    return BillChange(
        period=request.period,
        previous_period=before,
        previous_kopecks=_kopecks(former),
        current_kopecks=_kopecks(present),
        parts=[_answer(part) for part in explain(former, present)],
        previous_method=former.method,
        current_method=present.method,
    )


def _kopecks(facts: BillFacts) -> int:
    return facts.charged + facts.excess + facts.recalculated.amount + facts.corrected


def _answer(part: Part) -> ChangePart:
    return ChangePart(
        cause=_FORMER_CAUSES.get(part.cause, part.cause),  # type: ignore[arg-type]
        title=_TITLES[part.cause],
        amount_kopecks=part.amount,
        code=part.cause,
        before=part.before,
        after=part.after,
        months=list(part.months),
    )


def _facts(session: Session, account_number: str, period: str) -> BillFacts:
    charge = session.get(Charge, (account_number, period))
    account = session.get(Account, account_number)
    if charge is None or account is None:
        raise Refusal("bill_not_found", f"Начислений за период {period} нет", "period")
    volumes: dict[str, int] = {}
    for line in charge.lines:
        volumes[line["zone"]] = volumes.get(line["zone"], 0) + line["volume"]
    book = open_book(session, period)
    bill = load(session, account_number, period)
    estimated = charge.method in _ESTIMATED
    posted = _posted(session, account_number, period)
    return BillFacts(
        volumes=volumes,
        tariff=_charged_at(charge, book.tariff(account.tariff_group, account.heating)),
        method=charge.method,
        charged=sum(line["amount_kopecks"] for line in charge.lines),
        excess=sum(line["excess_kopecks"] for line in charge.lines),
        days=_open_days(account, book) if estimated else _days_between_readings(bill),
        of_days=book.days if estimated else 1,
        settled_estimates=charge.settled_kwh,
        months=1 + _estimated_before(session, charge) if charge.settled_kwh else 1,
        household=_household(session, account, book) if charge.method == "norm" else Household(),
        recalculated=Recalculated(amount=posted.get("recalculation", 0), months=_mended(bill)),
        corrected=posted.get("correction", 0),
    )


def _mended(bill: BillSnapshot | None) -> tuple[str, ...]:
    """The months whose charges the bill's recalculations mend, the oldest first."""
    return tuple(sorted({line.settles for line in bill.recalculations if line.settles})) if bill else ()


def _posted(session: Session, account_number: str, period: str) -> dict[str, int]:
    """Kopecks by kind of what the period's bill recalculates beside its charge."""
    rows = session.execute(
        select(Entry.kind, func.sum(Entry.amount_kopecks))
        .where(
            Entry.account_number == account_number,
            Entry.period == period,
            Entry.kind.in_(("correction", "recalculation")),
        )
        .group_by(Entry.kind)
    )
    return {kind: int(kopecks) for kind, kopecks in rows}


def _charged_at(charge: Charge, present: Tariff) -> Tariff:
    """The prices at which the lines were charged: the account may have had another tariff group then."""
    prices = {zone: list(tiers) for zone, tiers in present.prices.items()}
    for line in charge.lines:
        tiers = prices.setdefault(line["zone"], [])
        tiers += [line["price_kopecks"]] * (line["tier"] - len(tiers))
        tiers[line["tier"] - 1] = line["price_kopecks"]
    return Tariff(prices, present.limits)


def _days_between_readings(bill: BillSnapshot | None) -> int:
    """Of the bill's meter; 0 where that is not one span: after estimates, with a second meter, without a reading."""
    if bill is None or len(bill.meters) != 1:
        return 0
    spans = {
        (row.current_on - row.previous_on).days if row.previous_on and row.current_on else 0
        for row in bill.meters[0].registers
    }
    return spans.pop() if len(spans) == 1 else 0


def _estimated_before(session: Session, charge: Charge) -> int:
    """Months in a row before the charge that were billed without readings."""
    earlier = session.execute(
        select(Charge.period, Charge.method)
        .where(Charge.account_number == charge.account_number, Charge.period < charge.period)
        .order_by(Charge.period.desc())
        .limit(12)
    )
    months, expected = 0, previous_period(charge.period)
    for period, method in earlier:
        if period != expected or method not in _ESTIMATED:
            break
        months, expected = months + 1, previous_period(period)
    return months


def _open(account: Account, period: str) -> tuple[date, date]:
    return max(first_day(period), account.opened_on), min(last_day(period), account.closed_on or last_day(period))


def _open_days(account: Account, book: RateBook) -> int:
    first, last = _open(account, book.period)
    return max(0, (last - first).days + 1)


def _household(session: Session, account: Account, book: RateBook) -> Household:
    first, last = _open(account, book.period)
    registered = session.execute(
        select(Residents.since, Residents.persons)
        .where(Residents.account_number == account.number, Residents.since <= last)
        .order_by(Residents.since)
    ).tuples()
    away = select(Absence.since).where(
        Absence.account_number == account.number,
        Absence.since <= last,
        Absence.until >= first,
        Absence.persons > 0,
        Absence.until - Absence.since + 1 > book.policy.absence_days,
    )
    return Household(
        spells=_spells(account.persons, list(registered), first, last),
        norms=_norms(account, book),
        away=account.multiplier == 1 and session.scalar(away.limit(1)) is not None,
    )


def _spells(persons: int, registered: Iterable[tuple[date, int]], first: date, last: date) -> list[tuple[int, int]]:
    """(persons, days), in the order of the days."""
    days: Counter[int] = Counter()
    known = list(registered)
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        days[next((count for since, count in reversed(known) if since <= day), persons)] += 1
    return list(days.items())


def _norms(account: Account, book: RateBook) -> dict[int, Fraction]:
    """kWh a month of the whole home by the number of persons; empty where no norm is loaded."""
    try:
        return {
            persons: Fraction(book.norm(account.stove, account.rooms, persons) * Decimal(persons))
            for persons in range(1, _MOST_PERSONS + 1)
        }
    except BadInputError:
        return {}
