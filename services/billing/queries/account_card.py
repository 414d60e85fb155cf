"""All that decides about an account's charges, for the member of staff who is asked about it."""

from decimal import Decimal
from typing import cast

from chassis.errors import Refusal
from contracts.billing import AccountCard, Stove, ZoneTariff
from contracts.wire import AccountRef, Zone
from services.billing.accounts.known import account_not_found
from services.billing.accounts.models import Account, Office
from services.billing.accounts.residents import persons_on
from services.billing.rates.book import open_book
from services.billing.rates.groups import GROUPS
from services.billing.rules.charge.rate_book import RateBook
from services.billing.rules.errors import BadInputError
from services.billing.rules.periods import period_of
from services.billing.rules.tariffs import Tariff
from services.billing.settings import BillingWork


def get_account_card(work: BillingWork, request: AccountRef) -> AccountCard:
    """Of today. What is not loaded is left out: its tariff, norm or office. Refusal "account_not_found"."""
    session, today = work.session, work.clock.today()
    account = session.get(Account, request.account_number)
    if account is None:
        raise account_not_found(request.account_number)
    book = _book(work)
    office = session.get(Office, account.district)
    persons = persons_on(session, [account], today)[account.number]
    known = book is not None and account.tariff_group in book.tariffs
    tariff = book.tariff(account.tariff_group, account.heating) if book and known else None
    return AccountCard(
        account_number=account.number,
        full_name=account.full_name,
        address=account.address,
        tariff_group=account.tariff_group,
        group_title=GROUPS.get(account.tariff_group, account.tariff_group),
        stove=cast(Stove, account.stove),
        rooms=account.rooms,
        persons=persons,
        heating=account.heating,
        multiplier=_plain(account.multiplier),
        multiplier_ground=account.multiplier_ground,
        managing_company=account.managing_company,
        norm=_norm(book, account.stove, account.rooms, persons),
        tariff=[ZoneTariff(zone=cast(Zone, zone), prices=list(prices)) for zone, prices in tariff.prices.items()]
        if tariff
        else [],
        tier_limits=list(tariff.limits) if tariff else [],
        office=office.name if office else "",
        office_address=office.address if office else "",
        office_phones=office.phones if office else "",
        opened_on=account.opened_on,
        closed_on=account.closed_on,
        unified_account=account.unified_account,
    )


def _prices(tariff: Tariff | None) -> list[ZoneTariff]:
    if tariff is None:
        return []
    return [ZoneTariff(zone=cast(Zone, zone), prices=list(prices)) for zone, prices in tariff.prices.items()]


def _book(work: BillingWork) -> RateBook | None:
    """The rates of this month, None while none are loaded for it."""
    try:
        return open_book(work.session, period_of(work.clock.today()))
    except Refusal:
        return None


def _norm(book: RateBook | None, stove: str, rooms: int, persons: int) -> str:
    if book is None:
        return ""
    try:
        return _plain(book.norm(stove, rooms, persons))
    except BadInputError:
        return ""


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"
