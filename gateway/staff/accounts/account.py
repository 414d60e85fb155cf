"""One page with everything about one account, fetched in one round of calls."""

from typing import Any

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from contracts.billing import BillChange, BillKey
from contracts.feedback import AppealsQuery, NotesQuery
from contracts.notifications import LetterQuery
from contracts.printer import BillPrint
from contracts.wire import AccountRef, AccountRefs, AccountsInterval, Interval
from gateway.backend.messages import refuse_invalid
from gateway.backend.printing import print_bill
from gateway.backend.rpc import Answer, Round, services
from gateway.http.files.documents import send
from gateway.http.forms import intervals
from gateway.staff.access.members import for_staff
from gateway.staff.accounts.search import ACCOUNT
from gateway.words.bill_change import cause_in_words

blueprint = Blueprint("accounts", __name__)
MONTHS = 6
"""Of history that the page begins with; the calendar shows more."""


@blueprint.get("/accounts/<number>")
@for_staff()
def show(number: str) -> ResponseReturnValue:
    days = intervals.asked(MONTHS)
    answers, changes = _gather(known_shape(number), days)
    return render_template(
        "staff/accounts/account.html",
        number=number,
        days=days,
        change=next((one.or_nothing for one in changes if one.or_nothing), None),
        cause_in_words=cause_in_words,
        missing=[TITLES[name] for name, answer in answers.items() if answer.missing],
        **{name: answer.or_none for name, answer in answers.items()},
    )


TITLES = {
    "card": "Абонент",
    "settlements": "Расчёты",
    "overviews": "Долг и счёт",
    "bills": "Счета",
    "timeline": "Хронология",
    "credits": "Зачисления",
    "meters": "Счётчик",
    "readings": "Показания",
    "payments": "Платежи",
    "letters": "Письма",
    "appeals": "Обращения",
    "users": "Пользователи кабинета",
    "notes": "Заметки",
}


def _gather(number: str, days: intervals.Days) -> tuple[dict[str, Answer[Any]], list[Answer[BillChange]]]:
    """What the page shows, and why the last bill has changed: of two months, the newest first, as it is not known yet
    which of them is published last."""
    ref, refs = AccountRef(account_number=number), AccountRefs(account_numbers=[number])
    interval = Interval(account_number=number, since=days.since, until=days.until)
    year = interval.model_copy(update={"since": intervals.months_back(intervals.today(), 12).replace(day=1)})
    many = AccountsInterval(account_numbers=[number], since=days.since, until=days.until)
    months = [f"{intervals.months_back(intervals.today(), back):%Y-%m}" for back in (1, 2)]
    with Round() as ask_:
        changes = [
            ask_(services().billing.explain_bill, BillKey(account_number=number, period=month)) for month in months
        ]
        return {
            "card": ask_(services().billing.get_account_card, ref),
            "settlements": ask_(services().billing.list_settlements, year),
            "overviews": ask_(services().billing.get_overviews, refs),
            "bills": ask_(services().billing.list_bills, ref),
            "timeline": ask_(services().billing.get_timeline, interval),
            "credits": ask_(services().billing.list_credits, interval),
            "meters": ask_(services().readings.get_meters, refs),
            "readings": ask_(services().readings.list_readings, interval),
            "payments": ask_(services().payments.list_payments, many),
            "letters": ask_(services().notifications.list_letters, LetterQuery(account_number=number)),
            "appeals": ask_(
                services().feedback.list_appeals,
                AppealsQuery(account_number=number, since=days.since, until=days.until),
            ),
            "users": ask_(services().auth.get_contacts, ref),
            "notes": ask_(services().feedback.list_notes, NotesQuery(account_number=number)),
        }, changes


@blueprint.get("/accounts/<number>/bills/<period>.pdf")
@for_staff("printer.print_bill")
def bill(number: str, period: str) -> ResponseReturnValue:
    with refuse_invalid():
        revision = request.args.get("revision", type=int)
        wanted = BillPrint(account_number=known_shape(number), period=period, revision=revision)
    return send(print_bill(wanted), download="download" in request.args)


@blueprint.get("/accounts/<number>/bills/<period>")
@for_staff("billing.list_revisions")
def editions(number: str, period: str) -> ResponseReturnValue:
    """All editions of one month's bill, and why it differs from the month before."""
    with refuse_invalid():
        key = BillKey(account_number=known_shape(number), period=period)
    with Round() as ask_:
        found = ask_(services().billing.list_revisions, key)
        change = ask_(services().billing.explain_bill, key)
    if not found.value.bills:
        abort(404)
    return render_template(
        "staff/accounts/editions.html",
        number=number,
        period=period,
        bills=found.value.bills,
        change=change.or_nothing,
        cause_in_words=cause_in_words,
    )


def known_shape(number: str) -> str:
    """The number when it looks like one, else there is no such page."""
    if not ACCOUNT.fullmatch(number) or not number.isascii():
        abort(404)
    return number


def address_of(number: str, section: str | None = None) -> str:
    """The account's page, at one of its sections."""
    return url_for("staff.accounts.show", number=number, _anchor=section)
