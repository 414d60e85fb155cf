"""Record that a debtor was told (ПП 354, п. 118-119), and what he owes beside energy."""

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from chassis import outbox
from chassis.clock import Clock
from chassis.context import current
from chassis.errors import Refusal
from chassis.idempotency import once
from contracts.bill import RestrictionNotice
from contracts.billing import NoticeRequest, OtherDebts, Overview, RestrictionNoticeIssued
from services.billing.accounts.models import Account
from services.billing.notices.models import Notice, OtherDebt
from services.billing.notices.showing import shown
from services.billing.periods import period_of
from services.billing.queries.overviews import get_overviews
from services.billing.rates.book import open_book, policies
from services.billing.rules import norms
from services.billing.rules.restriction import grounds, threshold
from services.billing.rules.tariffs import ONE_RATE


def issue_notice(session: Session, request: NoticeRequest, clock: Clock) -> RestrictionNotice:
    """Record a delivered notice of the whole energy debt; its twenty days run from the delivery.

    Refusals: "bad_request" for a delivery in the future, or for a debt within two monthly payments by norm.
    """
    today = clock.today()
    if request.delivered_on > today:
        raise Refusal("bad_request", "Дата вручения не может быть в будущем", "delivered_on")
    with once(session, f"issue_notice:{current().caller.user_id}", request.idempotency_key, request) as slot:
        if slot.replayed:
            return slot.answer(RestrictionNotice)
        debt = get_overviews(session, [request.account_number], clock).accounts[0].due_kopecks
        _require_grounds(session, request.account_number, debt, period_of(today))
        row = insert(Notice).values(
            account_number=request.account_number,
            delivered_on=request.delivered_on,
            channel=request.channel,
            debt_kopecks=debt,
        )
        session.execute(row.on_conflict_do_nothing())
        notice = shown(debt, request.delivered_on, today, policies(session)(request.delivered_on))
        event = RestrictionNoticeIssued(
            account_number=request.account_number,
            debt_kopecks=debt,
            issued_on=notice.issued_on,
            deadline=notice.deadline,
        )
        outbox.add(session, event, request.account_number)
        slot.keep(notice)
    return notice


def set_other_debts(session: Session, request: OtherDebts, clock: Clock) -> Overview:
    """State the debts that are kept apart from energy; the last statement holds."""
    stated = request.debts.model_dump()
    if min(stated.values()) < 0:
        raise Refusal("bad_request", "Долг не может быть отрицательным", "debts")
    if session.get(Account, request.account_number) is None:
        raise Refusal("account_not_found", f"Лицевой счет {request.account_number} не найден", "account_number")
    row = insert(OtherDebt).values(account_number=request.account_number, **stated)
    session.execute(row.on_conflict_do_update(index_elements=["account_number"], set_=stated))
    return get_overviews(session, [request.account_number], clock).accounts[0]


def _require_grounds(session: Session, account_number: str, debt: int, period: str) -> None:
    account = session.get_one(Account, account_number)
    book = open_book(session, period)
    kwh = norms.kwh(book.norm(account.stove, account.rooms, account.persons), account.persons)
    price = book.tariff(account.tariff_group, account.heating).price(ONE_RATE, 1)
    if not grounds(debt, kwh, price, book.policy):
        least = threshold(kwh, price, book.policy)
        raise Refusal(
            "bad_request",
            f"Для уведомления долг должен быть больше {least // 100},{least % 100:02d} руб. (ПП 354, п. 118)",
            "account_number",
            {"threshold_kopecks": least, "debt_kopecks": debt},
        )
