"""Accounts that somebody must look at: closed ones whose money is not settled, and those that a file has renamed."""

from collections.abc import Iterator

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from contracts.billing import ClosedAccount, ClosedAccountsQuery, RenamedQuery
from gateway.backend.messages import refuse_invalid, unvalidated
from gateway.backend.rpc import ask, services
from gateway.http.files.sheets import csv_file, inert
from gateway.staff.access.members import for_staff
from wording.dates import short_day
from wording.money import plain_amount

blueprint = Blueprint("worklists", __name__)
HEADINGS = ("Лицевой счёт", "Абонент", "Закрыт", "Остаток (+ долг), руб.", "Пени, руб.", "Последний счёт")


@blueprint.get("/closed")
@for_staff("billing.list_closed_accounts")
def closed() -> ResponseReturnValue:
    wanted = _closed(request.args.get("after") or None)
    found = ask(services().billing.list_closed_accounts, wanted)
    return render_template("staff/accounts/closed.html", wanted=wanted, found=found)


@blueprint.get("/closed.csv")
@for_staff("billing.list_closed_accounts")
def as_csv() -> ResponseReturnValue:
    return csv_file("closed-accounts.csv", HEADINGS, (_cells(one) for one in _all_closed()))


@blueprint.get("/renamed")
@for_staff("billing.list_renamed")
def renamed() -> ResponseReturnValue:
    """A cabinet may still be the former owner's: the change of owner is recorded, or the users are detached."""
    with refuse_invalid():
        wanted = RenamedQuery(after=unvalidated(request.args.get("after") or None))
    return render_template("staff/accounts/renamed.html", found=ask(services().billing.list_renamed, wanted))


def _closed(after: str | None) -> ClosedAccountsQuery:
    with refuse_invalid():
        return ClosedAccountsQuery(district=request.args.get("district") or None, after=unvalidated(after))


def _all_closed() -> Iterator[ClosedAccount]:
    more, after = True, None
    while more:
        found = ask(services().billing.list_closed_accounts, _closed(after))
        yield from found.accounts
        more, after = found.more and bool(found.accounts), found.accounts[-1].account_number if found.accounts else None


def _cells(one: ClosedAccount) -> tuple[str, ...]:
    return (
        one.account_number,
        inert(one.full_name),
        short_day(one.closed_on),
        plain_amount(one.balance_kopecks),
        plain_amount(one.penalty_kopecks),
        one.last_bill or "",
    )
