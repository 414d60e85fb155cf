"""Debtors as a list to work through: chosen, ordered, made anew, taken away for bailiffs and the network company."""

from collections.abc import Callable, Iterator, Sequence
from typing import Literal, get_args

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from chassis.errors import Refusal
from contracts.billing import DebtExport, DebtLine, DebtList, DebtListQuery, DebtRefresh
from contracts.wire import Nothing
from gateway.backend.messages import refuse_invalid, unvalidated
from gateway.backend.rpc import Round, ask, services
from gateway.http.files.sheets import csv_file
from gateway.http.files.workbook import Cell, rubles, xlsx_file
from gateway.http.forms.form import Form
from gateway.http.forms.intervals import today
from gateway.staff.access.members import for_staff
from gateway.staff.access.names import learn
from gateway.staff.debtors import choice
from gateway.staff.forms.confirmation import key
from gateway.staff.words import codes
from wording.dates import month, short_day
from wording.money import plain_amount

blueprint = Blueprint("debt_list", __name__)
ORDERS = (("debt", "сначала большой долг"), ("age", "сначала старый долг"), ("paid", "давно не платили"))
SORTED = (*ORDERS, ("account", "по лицевому счёту"))
MOST_IN_WORKBOOK = 20_000
Reader = Literal["bailiffs", "network"]


@blueprint.get("/debtors/list")
@for_staff("billing.list_debts")
def show() -> ResponseReturnValue:
    form, found, wanted = choice.of_address(request.args, "order", "page"), None, None
    with Round() as ask_:
        batches = ask_(services().billing.list_notice_batches, Nothing())
    with form:
        wanted = DebtListQuery(
            **choice.chosen(form), order=unvalidated(form["order"] or "debt"), page=unvalidated(_number(form["page"]))
        )
        found = ask(services().billing.list_debts, wanted)
    known = batches.or_nothing
    learn(one.asked_by for one in known.batches) if known else None
    page = render_template(
        "staff/debtors/list.html",
        form=form,
        found=found,
        wanted=wanted,
        orders=SORTED,
        ages=choice.AGES,
        answers=choice.ANSWERS,
        carried=choice.carried(form),
        told=choice.in_words(wanted) if wanted else "",
        batches=known.batches if known else [],
        today=today(),
    )
    return page, form.status


@blueprint.post("/debtors/list")
@for_staff("billing.refresh_debts")
def refresh() -> ResponseReturnValue:
    """Nothing to confirm: the list is only read anew."""
    form = Form.posted("nonce")
    ask(services().billing.refresh_debts, DebtRefresh(idempotency_key=key(form)))
    flash("Список составляется заново. Пока он не готов, показан прежний.", "success")
    return redirect(url_for("staff.debt_list.show"))


@blueprint.post("/debtors/list/<reader>.csv")
@for_staff("billing.export_debts")
def as_csv(reader: Reader) -> ResponseReturnValue:
    """Posted, because it leaves a record: names and debts leave the portal."""
    headings, cells = _form_of(reader)
    first, choice_ = _first(reader)
    rows = ([_text(cell) for cell in cells(line)] for line in _all(first, choice_))
    return csv_file(f"debtors-{reader}-{today()}.csv", headings, rows)


@blueprint.post("/debtors/list/<reader>.xlsx")
@for_staff("billing.export_debts")
def as_xlsx(reader: Reader) -> ResponseReturnValue:
    headings, cells = _form_of(reader)
    first, choice_ = _first(reader)
    if first.count > MOST_IN_WORKBOOK:
        raise Refusal("bad_request", "Больше 20 000 строк: скачайте CSV или сузьте отбор.")
    rows = (cells(line) for line in _all(first, choice_))
    return xlsx_file(f"debtors-{reader}-{today()}.xlsx", "Должники", headings, rows)


def _bailiffs(line: DebtLine) -> tuple[Cell, ...]:
    return (
        line.account_number,
        line.full_name,
        line.address,
        rubles(line.now_kopecks),
        rubles(line.penalty_kopecks),
        rubles(line.court_kopecks),
        rubles(line.duty_kopecks),
        month(line.owed_since) if line.owed_since else "",
        short_day(line.last_paid_on) if line.last_paid_on else "",
        short_day(line.notified_on) if line.notified_on else "",
    )


def _network(line: DebtLine) -> tuple[Cell, ...]:
    return (
        line.account_number,
        line.full_name,
        line.address,
        ", ".join(line.meters),
        rubles(line.now_kopecks),
        short_day(line.notified_on) if line.notified_on else "",
        codes.STAGE["none" if line.stage == "closed" else line.stage],
    )


_FORMS: dict[str, tuple[tuple[str, ...], Callable[[DebtLine], tuple[Cell, ...]]]] = {
    "bailiffs": (
        (
            *("Лицевой счёт", "Должник", "Адрес", "Долг за электроэнергию, руб.", "Пени, руб."),
            *("По решению суда, руб.", "Госпошлина, руб.", "Долг с месяца", "Последняя оплата", "Уведомление вручено"),
        ),
        _bailiffs,
    ),
    "network": (
        ("Лицевой счёт", "Потребитель", "Адрес", "Счётчик", "Долг, руб.", "Уведомление вручено", "Состояние"),
        _network,
    ),
}
"""What each reader gets, and nothing that they do not need."""


def _form_of(reader: Reader) -> tuple[Sequence[str], Callable[[DebtLine], tuple[Cell, ...]]]:
    if reader not in get_args(Reader):
        raise Refusal("report_not_found", "Такого файла должников нет.")
    return _FORMS[reader]


def _first(reader: Reader) -> tuple[DebtList, DebtExport]:
    form = choice.of_address(request.form)
    with refuse_invalid():
        wanted = DebtExport(reader=reader, **choice.chosen(form))
    return ask(services().billing.export_debts, wanted), wanted


def _all(page: DebtList, wanted: DebtExport) -> Iterator[DebtLine]:
    """Who owes nothing any more is left out: the list is older than the file."""
    while True:
        yield from (line for line in page.lines if line.now_kopecks > 0)
        if not page.more:
            return
        wanted = wanted.model_copy(update={"page": wanted.page + 1})
        page = ask(services().billing.export_debts, wanted)


def _text(cell: Cell) -> str:
    return cell if isinstance(cell, str) else plain_amount(int(cell * 100))


def _number(typed: str) -> int | str:
    return int(typed) if typed.isascii() and typed.isdecimal() else typed or 0
