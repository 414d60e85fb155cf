"""«Расчеты» (M4.5): energy only, a row for each billing period, and the consumption of two years (B12)."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from contracts.billing import AccountRecalculations, BilledRecalculation, Settlement
from contracts.wire import AccountRef, Interval
from gateway.backend.rpc import Round, ask, services
from gateway.charts import bars
from gateway.http.files import sheets
from gateway.http.files.workbook import Cell, rubles, xlsx_file
from gateway.http.forms import intervals
from gateway.http.forms.choice import chosen_account
from gateway.http.identity.guards import require_visitor, signed_in
from gateway.web.history import consumption
from gateway.words.account_history import tariff
from wording.money import plain_amount

blueprint = Blueprint("settlements", __name__)
HEADINGS = (
    "Расчетный период", "Тариф, руб.", "Объем, кВт·ч", "Долг на начало, руб.", "Начисления, руб.",
    "Корректировки, руб.", "Оплачено, руб.", "Долг на конец, руб.",
)  # fmt: skip


@blueprint.get("/settlements")
@signed_in
def show() -> ResponseReturnValue:
    number, days = chosen_account(require_visitor()), intervals.asked()
    with Round() as ask_:
        settled = ask_(
            services().billing.list_settlements,
            Interval(account_number=number, since=days.since.replace(day=1), until=days.until),
        )
        consumed = ask_(services().billing.get_consumption, consumption.last_months(number))
        recalculated = ask_(services().billing.list_account_recalculations, AccountRef(account_number=number))
    rows = sorted(settled.value.settlements, key=lambda row: row.period, reverse=True)
    months = bars.by_month(consumed.or_none.months if consumed.or_none else [], consumption.MONTHS)
    return render_template(
        "history/settlements.html",
        number=number,
        days=days,
        rows=rows,
        drawing=bars.volumes(months),
        summary=consumption.in_words(months),
        recalculations=_within(days, recalculated.or_none),
        missing=recalculated.missing,
    )


def _within(days: intervals.Days, listed: AccountRecalculations | None) -> list[BilledRecalculation]:
    """The lines of the chosen months' bills."""
    since, until = f"{days.since:%Y-%m}", f"{days.until:%Y-%m}"
    return [one for one in listed.lines if since <= one.period <= until] if listed else []


@blueprint.get("/settlements.csv")
@signed_in
def as_csv() -> ResponseReturnValue:
    number, rows = _asked()
    written = [
        (row.period, sheets.inert(tariff(row)), str(row.volume), *map(plain_amount, _money(row))) for row in rows
    ]
    return sheets.csv_file(f"{number}-settlements.csv", HEADINGS, written)


@blueprint.get("/settlements.xlsx")
@signed_in
def as_xlsx() -> ResponseReturnValue:
    number, rows = _asked()
    written: list[list[Cell]] = [[row.period, tariff(row), row.volume, *map(rubles, _money(row))] for row in rows]
    return xlsx_file(f"{number}-settlements.xlsx", "Расчеты", HEADINGS, written)


def _asked() -> tuple[str, list[Settlement]]:
    """The chosen account and its settlements of the chosen months, newest first."""
    number, days = chosen_account(require_visitor()), intervals.asked()
    wanted = Interval(account_number=number, since=days.since.replace(day=1), until=days.until)
    settled = ask(services().billing.list_settlements, wanted).settlements
    return number, sorted(settled, key=lambda row: row.period, reverse=True)


def _money(row: Settlement) -> tuple[int, ...]:
    return row.opening_kopecks, row.charged_kopecks, row.corrected_kopecks, row.paid_kopecks, row.closing_kopecks
