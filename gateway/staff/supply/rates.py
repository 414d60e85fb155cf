"""«Тарифы и нормы» on a date: past, current and future editions, who loaded them, and all of them as CSV."""

from collections.abc import Iterable, Iterator
from datetime import date

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from contracts.billing import Edition, NormEdition, Rates, RatesQuery
from gateway.backend.rpc import ask, services
from gateway.http.files.sheets import csv_file, inert
from gateway.http.forms.intervals import today
from gateway.staff.access.members import for_staff
from gateway.staff.words import codes
from wording.dates import day, moment
from wording.money import plain_amount
from wording.numbers import plain
from wording.zones import zone

blueprint = Blueprint("rates", __name__)
HEADINGS = (
    "Что", "Группа или имя", "Зона или условия", "Действует с", "Действует по", "Значение", "Единица", "На дату",
    "Решение и документ", "Загрузил", "Загружено",
)  # fmt: skip
ONE_ZONE = "одноставочный"


@blueprint.get("/rates")
@for_staff("billing.list_rates")
def show() -> ResponseReturnValue:
    on, error = _asked()
    found = ask(services().billing.list_rates, RatesQuery(on=on))
    return render_template(
        "staff/supply/rates.html",
        on=on,
        error=error,
        rates=found,
        now=lambda editions: [one for one in editions if one.standing == "in_force"],
        other=lambda editions: [one for one in editions if one.standing != "in_force"],
        zone=lambda name: zone(name, single=ONE_ZONE),
        table=norm_table,
    )


@blueprint.get("/rates.csv")
@for_staff("billing.list_rates")
def as_csv() -> Response:
    """Every edition, with its standing on the day."""
    on, _ = _asked()
    return csv_file(f"rates-{on}.csv", HEADINGS, _lines(ask(services().billing.list_rates, RatesQuery(on=on))))


def norm_table(edition: NormEdition) -> dict[tuple[str, int], dict[int, str]]:
    """kWh by number of persons, for each kind of stove and number of rooms."""
    table: dict[tuple[str, int], dict[int, str]] = {}
    for row in edition.rows:
        table.setdefault((row.stove, row.rooms), {})[row.persons] = row.kwh.replace(".", ",")
    return table


def _asked() -> tuple[date, str | None]:
    """The day of the address, today when there is none, and what is wrong with it."""
    typed = request.args.get("on", "").strip()
    try:
        return (date.fromisoformat(typed), None) if typed else (today(), None)
    except ValueError:
        return today(), "Укажите дату в календаре, например 01.07.2026. Показано на сегодня."


def _lines(rates: Rates) -> Iterator[tuple[str, ...]]:
    for one in rates.tariffs:
        about = ("тариф", one.group_title, zone(one.zone, single=ONE_ZONE))
        paper = ", ".join(filter(None, (one.name, one.source)))
        for tier, price in enumerate(one.prices_kopecks, 1):
            what = (plain_amount(price), f"₽/кВт·ч, {tier}-й диапазон")
            yield _line(about, one, what, paper)
    for limits in rates.tiers:
        about = ("граница диапазонов", limits.group_title, "")
        for tier, limit in enumerate((limits.limit1, limits.limit2), 1):
            yield _line(about, limits, (str(limit), f"кВт·ч в месяц, конец {tier}-го диапазона"))
    for table in rates.norms:
        for row in table.rows:
            where = ("норматив", codes.STOVE[row.stove], f"комнат {row.rooms}, человек {row.persons}")
            yield _line(where, table, (row.kwh.replace(".", ","), "кВт·ч на человека в месяц"))
    for number in rates.parameters:
        paper = "поставлено с программой" if number.shipped else ""
        yield _line(("число правил", number.name, number.title), number, (number.value.replace(".", ","), ""), paper)


def _line(about: Iterable[str], edition: Edition, what: tuple[str, str], paper: str = "") -> tuple[str, ...]:
    until = day(edition.until) if edition.until else ""
    by = (inert(edition.loaded.sender), moment(edition.loaded.at)) if edition.loaded else ("", "")
    rest = (day(edition.since), until, *what, codes.STANDING[edition.standing], inert(paper), *by)
    return tuple(plain(cell) for cell in (*map(inert, about), *rest))
