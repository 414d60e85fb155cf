"""Two years of consumption: volume, cost, zones, one year against the other (B12), with the table and a CSV."""

from collections.abc import Sequence

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from contracts.wire import Interval
from gateway.backend.rpc import ask, services
from gateway.charts import bars
from gateway.charts.bars import Month
from gateway.http.files import sheets
from gateway.http.forms import intervals
from gateway.http.forms.choice import chosen_account
from gateway.http.identity.guards import require_visitor, signed_in
from gateway.words.zones import title
from wording import dates
from wording.money import money, plain_amount
from wording.numbers import grouped

blueprint = Blueprint("consumption", __name__)
MONTHS = 24


@blueprint.get("/consumption")
@signed_in
def show() -> ResponseReturnValue:
    number = chosen_account(require_visitor())
    months = bars.by_month(ask(services().billing.get_consumption, last_months(number)).months, MONTHS)
    return render_template(
        "history/consumption.html",
        number=number,
        months=months,
        zones=bars.zones_of(months),
        volumes=bars.volumes(months),
        costs=bars.costs(months),
        years=bars.years(months),
        summary=in_words(months),
        cost_summary=cost_in_words(months),
        year_summary=year_in_words(months),
    )


@blueprint.get("/consumption.csv")
@signed_in
def as_csv() -> ResponseReturnValue:
    number = chosen_account(require_visitor())
    months = bars.by_month(ask(services().billing.get_consumption, last_months(number)).months, MONTHS)
    zones = bars.zones_of(months)
    headings = ["Месяц", *(title(zone) for zone in zones), "кВт·ч", "Начислено, руб.", "Как определено"]
    rows = [
        [
            month.period,
            *(str(month.of(zone)) for zone in zones),
            str(month.volume),
            plain_amount(month.kopecks),
            "расчётно" if month.estimated else "по показаниям",
        ]
        for month in months
    ]
    return sheets.csv_file(f"{number}-potreblenie.csv", headings, rows)


def last_months(number: str) -> Interval:
    """What billing is asked for the drawings."""
    today = intervals.today()
    since = intervals.months_back(today.replace(day=1), MONTHS)
    return Interval(account_number=number, since=since, until=today)


def in_words(months: Sequence[Month]) -> str:
    """What the drawing of volumes says, for those who do not see it and those in a hurry."""
    if not months:
        return ""
    most, least = max(months, key=lambda m: m.volume), min(months, key=lambda m: m.volume)
    average = round(sum(month.volume for month in months) / len(months))
    return (
        f"В среднем {grouped(average)} кВт·ч в месяц. "
        f"Больше всего — {dates.month(most.period)}, {grouped(most.volume)} кВт·ч; "
        f"меньше всего — {dates.month(least.period)}, {grouped(least.volume)} кВт·ч."
    )


def cost_in_words(months: Sequence[Month]) -> str:
    if not months:
        return ""
    last, total = months[-1], sum(month.kopecks for month in months[-12:])
    return f"{dates.month(last.period).capitalize()} — {money(last.kopecks)}, за последние 12 месяцев — {money(total)}."


def year_in_words(months: Sequence[Month]) -> str:
    """The last twelve months against the twelve before, when both are whole."""
    if len(months) < 2 * 12:
        return "Двух полных лет ещё нет: сравниваются месяцы, которые есть."
    now, before = (sum(month.volume for month in part) for part in (months[-12:], months[-24:-12]))
    if not before:
        return ""
    share = round(100 * (now - before) / before)
    change = f"на {abs(share)} % {'больше' if share > 0 else 'меньше'}" if share else "столько же"
    return f"За последние 12 месяцев {grouped(now)} кВт·ч, {change}, чем годом раньше ({grouped(before)} кВт·ч)."
