"""One page with everything about one account, fetched in one round of calls."""

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from contracts.billing import AccountQuery
from contracts.feedback import AppealsQuery
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
from gateway.words.readings import SOURCES

blueprint = Blueprint("accounts", __name__)
MONTHS = 6
"""Of history that the page begins with; the calendar shows more."""


@blueprint.get("/accounts/<number>")
@for_staff()
def show(number: str) -> ResponseReturnValue:
    days = intervals.asked(MONTHS)
    answers = _gather(known_shape(number), days)
    found = answers["found"].or_none
    return render_template(
        "staff/accounts/account.html",
        number=number,
        days=days,
        sources=SOURCES,
        person=next((one for one in found.accounts if one.account_number == number), None) if found else None,
        missing=[TITLES[name] for name, answer in answers.items() if answer.missing],
        **{name: answer.or_none for name, answer in answers.items()},
    )


TITLES = {
    "found": "Абонент",
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
}


def _gather(number: str, days: intervals.Days) -> dict[str, Answer]:  # type: ignore[type-arg]
    ref, refs = AccountRef(account_number=number), AccountRefs(account_numbers=[number])
    interval = Interval(account_number=number, since=days.since, until=days.until)
    many = AccountsInterval(account_numbers=[number], since=days.since, until=days.until)
    with Round() as ask_:
        return {
            "found": ask_(services().billing.find_accounts, AccountQuery(text=number)),
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
        }


@blueprint.get("/accounts/<number>/bills/<period>.pdf")
@for_staff("printer.print_bill")
def bill(number: str, period: str) -> ResponseReturnValue:
    with refuse_invalid():
        wanted = BillPrint(account_number=known_shape(number), period=period)
    return send(print_bill(wanted), download="download" in request.args)


def known_shape(number: str) -> str:
    """The number when it looks like one, else there is no such page."""
    if not ACCOUNT.fullmatch(number) or not number.isascii():
        abort(404)
    return number


def address_of(number: str, section: str | None = None) -> str:
    """The account's page, at one of its sections."""
    return url_for("staff.accounts.show", number=number, _anchor=section)
