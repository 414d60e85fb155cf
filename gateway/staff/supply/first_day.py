"""The first day of a supplier: what comes first, what is there, what the first bills still need."""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from flask import Blueprint, Response, render_template, url_for
from flask.typing import ResponseReturnValue

from contracts.billing import FirstDay
from contracts.reminders import ReminderRules
from contracts.supplier import Supplier
from contracts.wire import Nothing
from gateway.backend.rpc import Round, services, settings
from gateway.http.files.documents import disposition
from gateway.http.forms.intervals import months_back
from gateway.staff.access.members import for_staff
from wording.dates import month
from wording.numbers import grouped

blueprint = Blueprint("first_day", __name__)
EXAMPLES = Path(__file__).parents[3] / "docs" / "examples" / "first-load"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do. `missing` tells what is still wanted; empty and `there` means done."""

    title: str
    there: str
    missing: str
    files: Sequence[str] = ()
    link: tuple[str, str] | None = None
    wanted: bool = True
    """Whether the first bills need it."""

    @property
    def done(self) -> bool:
        return bool(self.there) and not self.missing


@blueprint.get("/first-day")
@for_staff("billing.get_first_day")
def show() -> ResponseReturnValue:
    with Round() as ask:
        asked = ask(services().billing.get_first_day, Nothing())
        rules = ask(services().notifications.list_reminder_rules, Nothing())
    steps = _steps(asked.value, settings().supplier, _sent(rules.or_nothing))
    return render_template(
        "staff/supply/first_day.html",
        steps=steps,
        left=sum(step.wanted and not step.done for step in steps),
        example=EXAMPLES.is_dir(),
    )


@blueprint.get("/first-day/example.zip")
@for_staff("billing.get_first_day")
def example() -> ResponseReturnValue:
    """A package of twenty accounts with every file that the first bills need."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(EXAMPLES.glob("*.csv")):
            archive.writestr(path.name, b"\xef\xbb\xbf" + path.read_bytes())
    response = Response(target.getvalue(), content_type="application/zip")
    response.headers["Content-Disposition"] = disposition("first-load.zip")
    return response


def _sent(rules: ReminderRules | None) -> int:
    """How many kinds of reminders are sent today."""
    if rules is None:
        return 0
    return sum(
        rule.standing == "in_force" and rule.name.endswith("_on") and rule.numbers == [1] for rule in rules.editions
    )


def _steps(now: FirstDay, supplier: Supplier, reminders: int) -> list[Step]:
    """In the order in which they are done."""
    load = ("Загрузить файлы", url_for("staff.imports.show"))
    run = ("К расчёту", url_for("staff.runs.show", period=now.closed_month and _following(now.closed_month)))
    wanted = "" if now.accounts else "нет ни одного"
    return [
        Step(
            "Реквизиты поставщика",
            supplier.short_name,
            f"не заданы {', '.join(supplier.placeholders)}: впишите их в файл SUPPLIER_FILE"
            if supplier.placeholders
            else "",
        ),
        Step(
            "Тарифы, диапазоны и нормативы",
            f"групп {now.tariff_groups}, строк нормативов {grouped(now.norms)}" if now.tariff_groups else "",
            _rates(now),
            ("tariffs.csv", "tiers.csv", "norms.csv"),
            ("Посмотреть на дату", url_for("staff.rates.show")),
        ),
        Step(
            "Обслуживающие участки",
            f"участков {now.offices}" if now.offices else "",
            _named("нет участка для районов", now.districts_without_office) if now.offices else "нет ни одного",
            ("offices.csv",),
            load,
        ),
        Step(
            "Лицевые счета", f"счетов {grouped(now.accounts)}" if now.accounts else "", wanted, ("accounts.csv",), load
        ),
        Step(
            "Счётчики и последние показания",
            f"счётчиков {grouped(now.meters)}, показаний {grouped(now.readings)}"
            + (f"; без счётчика {grouped(now.without_meter)}, им начислят по нормативу" if now.without_meter else "")
            if now.meters
            else "",
            "" if now.meters and now.readings else "нет счётчиков или показаний: всем начислят по нормативу",
            ("meters.csv", "readings.csv"),
            load,
            wanted=False,
        ),
        Step(
            "Начальные остатки",
            f"счетов с остатком {grouped(now.opening_balances)}" if now.opening_balances else "",
            _named("без остатка, долг принят за ноль", now.without_opening)
            if now.accounts
            else "передайте одним пакетом со счетами: счету без остатка долг принимается за ноль",
            ("opening_balances.csv",),
            load,
        ),
        Step(
            "Напоминания абонентам",
            f"видов напоминаний, которые уходят: {reminders}" if reminders else "",
            "" if reminders else "ни одно напоминание не уходит",
            (),
            ("Настроить", url_for("staff.reminders.show")),
            wanted=False,
        ),
        Step(
            "Первый расчёт",
            f"счетов выпущено {grouped(now.bills)}" if now.bills else "",
            "" if now.bills else _first_run(now),
            (),
            run,
        ),
    ]


def _rates(now: FirstDay) -> str:
    if not (now.tariff_groups and now.norms):
        return "не загружены"
    missing = (
        _named("нет тарифа для групп", now.groups_without_tariff),
        _named("нет норматива (плита, комнат, человек)", now.homes_without_norm),
    )
    return "; ".join(one for one in missing if one)


def _following(period: str) -> str:
    """The month after a closed one, which is the first that can be run."""
    return f"{months_back(date.fromisoformat(f'{period}-01'), -1):%Y-%m}"


def _first_run(now: FirstDay) -> str:
    if now.closed_month is None:
        return "возможен после начальных остатков"
    return f"последний закрытый месяц — {month(now.closed_month)}: рассчитайте следующий и посмотрите на него"


def _named(words: str, names: Sequence[str]) -> str:
    return f"{words}: {'; '.join(names)}" if names else ""
