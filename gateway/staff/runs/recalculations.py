"""What a calculated run recalculates and which published bills it would revise, before its publication."""

from collections.abc import Iterator

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from contracts.billing import (
    AccountRecalculation,
    RecalculationLine,
    RecalculationsQuery,
    RevisedBill,
    RevisionsQuery,
    RunRequest,
)
from gateway.backend.messages import refuse_invalid
from gateway.backend.rpc import Round, ask, services
from gateway.http.files.sheets import csv_file, inert
from gateway.staff.access.members import for_staff
from gateway.staff.words import codes
from gateway.words.recalculations import ground_in_words
from gateway.words.zones import title
from wording.money import plain_amount

blueprint = Blueprint("recalculations", __name__)
PAGE, BATCH = 50, 1000
HEADINGS = (
    "Лицевой счёт", "Абонент", "Адрес", "Исправляемый месяц", "Месяц цены", "Основание", "Источник", "Зона", "Диапазон",
    "Способ", "кВт·ч", "Цена, руб.", "Сумма, руб.", "Повышение, руб.", "НДС, %", "НДС, руб.",
)  # fmt: skip
REVISED = ("Лицевой счёт", "Абонент", "Адрес", "Редакция", "Было, руб.", "Станет, руб.", "Изменение, руб.")


@blueprint.get("/runs/<period>/recalculations")
@for_staff("billing.list_recalculations")
def show(period: str) -> ResponseReturnValue:
    """The accounts with the greatest sums first, and the sums by ground above them."""
    wanted = _wanted(period, request.args.get("skip", 0, type=int), PAGE)
    with Round() as ask_:
        summary = ask_(services().billing.preview_recalculations, RunRequest(period=period, district=wanted.district))
        found = ask_(services().billing.list_recalculations, wanted)
    return render_template(
        "staff/runs/recalculations.html",
        wanted=wanted,
        summary=summary.value,
        found=found.value,
        ground_in_words=ground_in_words,
    )


@blueprint.get("/runs/<period>/recalculations.csv")
@for_staff("billing.list_recalculations")
def as_csv(period: str) -> ResponseReturnValue:
    """Every line of every account."""
    rows = (_cells(account, line) for account in _all(period) for line in account.lines)
    return csv_file(f"recalculations-{period}.csv", HEADINGS, rows)


@blueprint.get("/runs/<period>/revisions")
@for_staff("billing.list_revisions_of_run")
def revisions(period: str) -> ResponseReturnValue:
    """Published bills that the publication would replace: what they say and what they would say."""
    wanted = _revisions(period, request.args.get("after") or None, PAGE)
    found = ask(services().billing.list_revisions_of_run, wanted)
    return render_template("staff/runs/revisions.html", wanted=wanted, found=found)


@blueprint.get("/runs/<period>/revisions.csv")
@for_staff("billing.list_revisions_of_run")
def revisions_csv(period: str) -> ResponseReturnValue:
    return csv_file(f"revisions-{period}.csv", REVISED, (_revised_cells(bill) for bill in _all_revised(period)))


def _wanted(period: str, skip: int, limit: int) -> RecalculationsQuery:
    with refuse_invalid():
        return RecalculationsQuery(
            period=period,
            district=request.args.get("district") or None,
            ground=request.args.get("ground") or None,
            skip=skip,
            limit=limit,
        )


def _all(period: str) -> Iterator[AccountRecalculation]:
    more, skip = True, 0
    while more:
        found = ask(services().billing.list_recalculations, _wanted(period, skip, BATCH))
        yield from found.accounts
        more, skip = found.more and bool(found.accounts), skip + len(found.accounts)


def _cells(account: AccountRecalculation, line: RecalculationLine) -> tuple[str, ...]:
    return (
        account.account_number,
        inert(account.full_name),
        inert(account.address),
        line.settles,
        line.month,
        ground_in_words(line.ground),
        inert(line.source),
        title(line.zone),
        str(line.tier),
        codes.METHOD[line.method],
        str(line.volume),
        plain_amount(line.price_kopecks),
        plain_amount(line.amount_kopecks),
        plain_amount(line.excess_kopecks),
        str(line.vat_rate),
        plain_amount(line.vat_kopecks),
    )


def _revisions(period: str, after: str | None, limit: int) -> RevisionsQuery:
    with refuse_invalid():
        return RevisionsQuery(period=period, district=request.args.get("district") or None, after=after, limit=limit)


def _all_revised(period: str) -> Iterator[RevisedBill]:
    more, after = True, None
    while more:
        found = ask(services().billing.list_revisions_of_run, _revisions(period, after, BATCH))
        yield from found.bills
        more, after = found.more, found.bills[-1].account_number if found.bills else None


def _revised_cells(bill: RevisedBill) -> tuple[str, ...]:
    return (
        bill.account_number,
        inert(bill.full_name),
        inert(bill.address),
        str(bill.revision),
        plain_amount(bill.old_kopecks),
        plain_amount(bill.new_kopecks),
        plain_amount(bill.new_kopecks - bill.old_kopecks),
    )
