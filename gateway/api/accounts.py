"""Accounts, bills, credits, settlements, timeline."""

from typing import Literal

from flask import Response

from contracts.billing import BillList, CreditList, SettlementList, Timeline
from contracts.printer import BillPrint
from contracts.wire import AccountRef, AccountRefs, Interval
from gateway.api.models import Account, Accounts
from gateway.api.registry import call
from gateway.backend.messages import refuse_invalid
from gateway.backend.printing import print_bill
from gateway.backend.rpc import Round, ask, services
from gateway.backend.timeline import read_timeline
from gateway.http.files.documents import send
from gateway.http.files.timeline_file import csv_file
from gateway.http.forms.choice import own
from gateway.http.forms.intervals import strictly_asked
from gateway.http.identity.guards import require_visitor


def interval(number: str) -> Interval:
    """The account, if it is the caller's own, with the interval of the address."""
    days = strictly_asked()
    return Interval(account_number=own(require_visitor(), number), since=days.since, until=days.until)


@call("GET", "/accounts", "Привязанные лицевые счета: счёт, сумма к оплате, счётчик", answer=Accounts)
def list_accounts() -> Accounts:
    return Accounts(accounts=_accounts(require_visitor().numbers))


@call("GET", "/accounts/<number>", "Один лицевой счёт", answer=Account)
def get_account(number: str) -> Account:
    return _accounts([own(require_visitor(), number)])[0]


def _accounts(numbers: list[str]) -> list[Account]:
    with Round() as ask_:
        overviews = ask_(services().billing.get_overviews, AccountRefs(account_numbers=numbers))
        meters = ask_(services().readings.get_meters, AccountRefs(account_numbers=numbers))
    about = {o.account_number: o for o in overviews.or_none.accounts} if overviews.or_none else {}
    device = {m.account_number: m for m in meters.or_none.accounts} if meters.or_none else {}
    return [
        Account(
            number=a.number,
            alias=a.alias,
            primary=a.primary,
            overview=about.get(a.number),
            meter=device.get(a.number),
        )
        for a in require_visitor().accounts
        if a.number in numbers
    ]


@call("GET", "/accounts/<number>/bills", "Выставленные счета", answer=BillList)
def list_bills(number: str) -> BillList:
    return ask(services().billing.list_bills, AccountRef(account_number=own(require_visitor(), number)))


@call("GET", "/accounts/<number>/bills/<period>.pdf", "Счёт, PDF", media_type="application/pdf")
def get_bill_pdf(number: str, period: str) -> Response:
    return _bill(number, period, "pdf")


@call("GET", "/accounts/<number>/bills/<period>.png", "Счёт, картинка PNG", media_type="image/png")
def get_bill_png(number: str, period: str) -> Response:
    return _bill(number, period, "png")


def _bill(number: str, period: str, form: Literal["pdf", "png"]) -> Response:
    with refuse_invalid():
        wanted = BillPrint(account_number=own(require_visitor(), number), period=period, format=form)
    return send(print_bill(wanted))


@call("GET", "/accounts/<number>/credits", "Поступления из всех каналов", answer=CreditList, interval=True)
def list_credits(number: str) -> CreditList:
    return ask(services().billing.list_credits, interval(number))


@call("GET", "/accounts/<number>/settlements", "Начисления и платежи по месяцам", answer=SettlementList,
      interval=True)  # fmt: skip
def list_settlements(number: str) -> SettlementList:
    return ask(services().billing.list_settlements, interval(number))


@call(
    "GET",
    "/accounts/<number>/timeline",
    "Хронология: все операции с остатком после каждой",
    answer=Timeline,
    interval=True,
)
def get_timeline(number: str) -> Timeline:
    return ask(services().billing.get_timeline, interval(number))


@call("GET", "/accounts/<number>/timeline.csv", "Хронология, CSV", interval=True, media_type="text/csv")
def get_timeline_csv(number: str) -> Response:
    days = strictly_asked()
    return csv_file(number, read_timeline(own(require_visitor(), number), days.since, days.until).rows)
