"""What should be in order before a month's bills go out, and what forbids it: asked before every publication."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from chassis.errors import Refusal
from contracts.billing import ReadinessItem, RunRequest, RunState
from services.billing.rates.book import open_book
from services.billing.rules.charge.rate_book import RateBook
from services.billing.rules.due_dates import bill_day
from services.billing.rules.errors import BadInputError
from services.billing.rules.periods import first_day, last_day, next_period
from services.billing.run.report import report
from services.billing.settings import BillingWork
from wording.readiness import REMEDIES, TITLES

EXAMPLES = 10
_HOMES = text(
    """
    select stove, rooms, persons, min(number) as number, count(*) as homes from accounts
    where number between :first and :last and opened_on <= :last_day and (closed_on is null or closed_on >= :first_day)
    group by stove, rooms, persons order by stove, rooms, persons
    """
)
_GROUPS = text(
    """
    select tariff_group, count(*) as homes from accounts
    where number between :first and :last and opened_on <= :last_day and (closed_on is null or closed_on >= :first_day)
    group by tariff_group order by tariff_group
    """
)
_WITHOUT_OFFICE = text(
    """
    select a.district, count(*) as homes from accounts a left join offices o on o.district = a.district
    where a.number between :first and :last and o.district is null
      and a.opened_on <= :last_day and (a.closed_on is null or a.closed_on >= :first_day)
    group by a.district order by a.district
    """
)
_MARKED = text(
    """
    select account_number from run_results
    where period = :period and account_number between :first and :last and 'penalty_jump' = any(flags)
    order by account_number
    """
)


@dataclass(frozen=True, slots=True)
class _Asked:
    session: Session
    period: str
    scope: str

    @property
    def parameters(self) -> dict[str, object]:
        return {
            "period": self.period,
            "first": f"{self.scope:0<9}",
            "last": f"{self.scope:9<9}",
            "first_day": first_day(self.period),
            "last_day": last_day(self.period),
        }


def readiness(work: BillingWork, request: RunRequest) -> list[ReadinessItem]:
    """What is not in order, what forbids publication first; empty when all is well."""
    asked = _Asked(work.session, request.period, request.district or "")
    state = report(work.session, request)
    found = [
        *_requisites(work),
        *_rates(asked),
        *_offices(asked),
        *_run(state),
        *_penalties(asked),
        *_lateness(work, asked),
    ]
    return sorted(found, key=lambda item: item.severity != "blocks")


def require_ready(work: BillingWork, request: RunRequest) -> None:
    """Refusal "not_ready" names what forbids the publication, with the remedy."""
    blocking = [item for item in readiness(work, request) if item.severity == "blocks"]
    if blocking:
        said = "; ".join(f"{item.title} ({', '.join(item.examples)}): {item.remedy}" for item in blocking)
        raise Refusal("not_ready", f"Счета за {request.period} публиковать нельзя. {said}", "period")


def _requisites(work: BillingWork) -> Iterator[ReadinessItem]:
    missing = work.dependencies.supplier.placeholders
    if missing:
        yield _item("placeholders", missing, blocks=not work.dependencies.demonstration)


def _rates(asked: _Asked) -> Iterator[ReadinessItem]:
    book = _book(asked.session, asked.period)
    homes = asked.session.execute(_HOMES, asked.parameters).all()
    if book is None:
        yield _item("no_rates", [asked.period], blocks=True)
    else:
        yield from _some("norms_missing", [_home(row) for row in homes if not _has_norm(book, row)])
        yield from _some("tariffs_missing", _groups_without(asked, book))
    coming = next_period(asked.period)
    book = _book(asked.session, coming)
    if book is None:
        yield _item("next_rates_missing", [coming])
    else:
        yield from _some("next_rates_missing", _groups_without(asked, book))


def _book(session: Session, period: str) -> RateBook | None:
    try:
        return open_book(session, period)
    except Refusal:
        return None


def _groups_without(asked: _Asked, book: RateBook) -> list[str]:
    rows = asked.session.execute(_GROUPS, asked.parameters)
    return [row.tariff_group for row in rows if row.tariff_group not in book.tariffs]


def _has_norm(book: RateBook, row: object) -> bool:
    try:
        book.norm(row.stove, row.rooms, row.persons)  # type: ignore[attr-defined]
    except BadInputError:
        return False
    return True


def _home(row: object) -> str:
    return f"{row.number}: {row.stove}, {row.rooms}, {row.persons}"  # type: ignore[attr-defined]


def _offices(asked: _Asked) -> Iterator[ReadinessItem]:
    yield from _some(
        "offices_missing", [row.district for row in asked.session.execute(_WITHOUT_OFFICE, asked.parameters)]
    )


def _run(state: RunState) -> Iterator[ReadinessItem]:
    left_out = state.exceptions.get("not_charged", 0)
    numbers = [one.account_number for one in state.unbilled if one.reason]
    if left_out:
        yield _item("not_charged", numbers, count=left_out)
    if state.state == "calculated" and state.accounts_total and state.accounts_done == 0:
        yield _item("nothing_charged", [state.period], blocks=True)
    if state.changed_since:
        yield _item("facts_after_run", [], count=state.changed_since)


def _penalties(asked: _Asked) -> Iterator[ReadinessItem]:
    yield from _some("penalty_jump", list(asked.session.scalars(_MARKED, asked.parameters)))


def _lateness(work: BillingWork, asked: _Asked) -> Iterator[ReadinessItem]:
    book = _book(asked.session, asked.period)
    if book is not None and work.clock.today() > bill_day(asked.period, book.policy):
        yield _item("late", [bill_day(asked.period, book.policy).isoformat()])


def _some(code: str, examples: Sequence[str]) -> Iterator[ReadinessItem]:
    if examples:
        yield _item(code, examples)


def _item(code: str, examples: Sequence[str], *, blocks: bool = False, count: int | None = None) -> ReadinessItem:
    return ReadinessItem(
        code=code,
        severity="blocks" if blocks else "warns",
        title=TITLES[code],
        remedy=REMEDIES[code],
        count=len(examples) if count is None else count,
        examples=list(examples[:EXAMPLES]),
    )
