"""Billing's screens over a ledger written by hand: what a person reads agrees with the ledger to the kopeck."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise

import pytest
from sqlalchemy.orm import Session

from chassis.clock import FixedClock
from chassis.database.sessions import Database
from chassis.errors import Refusal
from contracts.billing import AccountQuery
from contracts.wire import AccountRef, Interval
from services.billing.accounts.models import Account, Office, Residents
from services.billing.bills.models import Charge
from services.billing.ledger.credit_list import list_credits
from services.billing.ledger.models import Entry
from services.billing.ledger.timeline import get_timeline
from services.billing.queries.account_card import get_account_card
from services.billing.queries.consumption import get_consumption
from services.billing.queries.penalty_forecast import forecast_penalty
from services.billing.queries.search import PAGE, find_accounts
from services.billing.queries.settlements import list_settlements
from services.billing.rates.models import Norm, TariffRow, TierLimits
from tests.support.billing_work import work
from tests.support.server_pool import Databases
from wording.moscow import MOSCOW

NUMBER = "180111111"
DECEMBER = FixedClock(datetime(2026, 12, 1, 12, tzinfo=MOSCOW))
YEAR = Interval(account_number=NUMBER, since=date(2026, 1, 1), until=date(2026, 12, 31))


def _entry(kind: str, kopecks: int, period: str, day: date, title: str = "") -> Entry:
    paid = day if kind in ("credit", "refund") else None
    at = datetime(day.year, day.month, day.day, 12, tzinfo=MOSCOW)
    return Entry(source="test", source_ref=f"{kind}-{day}", account_number=NUMBER, kind=kind, amount_kopecks=kopecks,
                 period=period, occurred_at=at, paid_on=paid, title=title)  # fmt: skip


def _charge(period: str, method: str, lines: list[tuple[str, int, int, int]]) -> Charge:
    shaped = [
        {"zone": z, "tier": t, "method": method, "volume": v, "price_kopecks": p, "amount_kopecks": v * p,
         "excess_kopecks": 0} for z, t, v, p in lines
    ]  # fmt: skip
    total = sum(line["amount_kopecks"] for line in shaped)
    volume = sum(line["volume"] for line in shaped)
    return Charge(account_number=NUMBER, period=period, method=method, volume=volume, charged_kopecks=total,
                  settled_kwh=0, lines=shaped)  # fmt: skip


def _account(number: str, name: str) -> Account:
    return Account(number=number, full_name=name, address="г. Калуга, ул. Кирова, д. 1", district=number[:3], rooms=2,
                   persons=2, stove="gas", tariff_group="city_gas", heating=False, managing_company="", multiplier=1,
                   multiplier_ground="", opened_on=date(2015, 1, 1), closed_on=None)  # fmt: skip


def _rates() -> list[object]:
    """Of the city, and what came later than the account: another resident, an office of the district."""
    since = date(2020, 1, 1)
    rate = {"tariff_group": "city_gas", "since": since, "until": None, "name": "город", "source": "приказ"}
    return [
        TariffRow(zone="one", prices=[715, 900, 1100], **rate),
        TierLimits(tariff_group="city_gas", since=since, until=None, limit1=3900, limit2=6000),
        Norm(since=since, stove="gas", rooms=2, persons=2, kwh=Decimal("90.50")),
        Norm(since=since, stove="gas", rooms=2, persons=3, kwh=Decimal(81)),
        Residents(account_number=NUMBER, since=date(2026, 9, 1), persons=3),
        Office(district="180", name="Калужский участок", address="ул. Ленина, 1", phones="70-00-00"),
    ]


@pytest.fixture(scope="module")
def database(database_factory: Databases) -> Database:
    made = Database(database_factory("billing").url)
    with made.transaction() as session:
        session.add_all(
            [
                _entry("opening", 50_000, "2026-06", date(2026, 7, 1)),
                _entry("credit", -50_000, "2026-07", date(2026, 7, 10), "Почта России"),
                _entry("charge", 100_000, "2026-07", date(2026, 8, 5)),
                _charge("2026-07", "metered", [("day", 1, 100, 700), ("night", 1, 60, 500)]),
                _entry("credit", -60_000, "2026-08", date(2026, 8, 12), "Сбербанк Онлайн"),
                _entry("correction", -1_500, "2026-08", date(2026, 8, 20), "перерасчёт по акту 12"),
                _entry("charge", 70_000, "2026-08", date(2026, 9, 5)),
                _charge("2026-08", "average", [("one", 1, 60, 736), ("one", 2, 32, 810)]),
                _entry("credit", -40_000, "2026-09", date(2026, 9, 3), "Личный кабинет"),
                _entry("refund", 10_000, "2026-09", date(2026, 9, 9), "на карту"),
            ]
        )
        session.add(_account(NUMBER, "Иванова Мария Петровна"))
        session.add_all(_rates())
        session.add_all(_account(f"181{n:06d}", f"Петров Иван {n}") for n in range(PAGE + 5))
    return made


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.transaction() as opened:
        yield opened


@pytest.mark.req("M4.5.1")
def test_settlements_put_the_money_into_the_month_in_which_it_came(session: Session) -> None:
    september, august, july = list_settlements(work(session), YEAR).settlements
    assert [july.period, august.period, september.period] == ["2026-07", "2026-08", "2026-09"]
    assert (july.opening_kopecks, july.charged_kopecks, july.paid_kopecks) == (50_000, 100_000, 50_000)
    assert (august.charged_kopecks, august.corrected_kopecks, august.paid_kopecks) == (70_000, -1_500, 60_000)
    assert (september.charged_kopecks, september.paid_kopecks) == (0, 30_000), "the refund is taken off"


@pytest.mark.req("M4.5.1")
def test_a_settlement_closes_where_the_next_one_opens(session: Session) -> None:
    newest_first = list_settlements(work(session), YEAR).settlements
    for later, earlier in pairwise(newest_first):
        assert earlier.closing_kopecks == later.opening_kopecks
    for one in newest_first:
        moved = one.charged_kopecks + one.corrected_kopecks - one.paid_kopecks
        assert one.closing_kopecks == one.opening_kopecks + moved


@pytest.mark.req("M4.5.1")
def test_a_settlement_names_tariff_volume_and_method(session: Session) -> None:
    _, august, july = list_settlements(work(session), YEAR).settlements
    assert (july.tariff, july.volume, july.method) == ("день 7,00; ночь 5,00", 160, "metered")
    assert (august.tariff, august.volume, august.method) == ("7,36 / 8,10", 92, "average")
    assert [(one.zone, one.prices_kopecks) for one in july.prices] == [("day", [700]), ("night", [500])]
    assert [(one.zone, one.prices_kopecks) for one in august.prices] == [("one", [736, 810])]


@pytest.mark.req("M4.4.1")
def test_credits_name_period_day_sum_and_channel(session: Session) -> None:
    found = list_credits(work(session), YEAR).credits
    assert [(c.paid_on.isoformat(), c.amount_kopecks, c.channel) for c in found] == [
        ("2026-09-09", -10_000, "на карту"),
        ("2026-09-03", 40_000, "Личный кабинет"),
        ("2026-08-12", 60_000, "Сбербанк Онлайн"),
        ("2026-07-10", 50_000, "Почта России"),
    ]
    assert found[2].period == "2026-08"


@pytest.mark.req("M4.4.1")
def test_credits_keep_to_the_interval_with_both_ends(session: Session) -> None:
    asked = Interval(account_number=NUMBER, since=date(2026, 8, 12), until=date(2026, 9, 3))
    assert [c.paid_on.day for c in list_credits(work(session), asked).credits] == [3, 12]


@pytest.mark.req("B4")
def test_the_timeline_runs_to_the_sum_of_the_ledger(session: Session) -> None:
    entries = get_timeline(work(session), YEAR).entries
    running = 0
    for entry in entries:
        running += entry.amount_kopecks
        assert entry.balance_kopecks == running
    assert running == 78_500
    assert [e.title for e in entries[1:4]] == [
        "Оплата: Почта России",
        "Начислено за июль 2026",
        "Оплата: Сбербанк Онлайн",
    ]
    assert [(e.kind, e.period, e.detail) for e in entries[1:4]] == [
        ("credit", None, "Почта России"),
        ("charge", "2026-07", ""),
        ("credit", None, "Сбербанк Онлайн"),
    ]


@pytest.mark.req("B4")
def test_a_later_part_of_the_timeline_keeps_the_balance_of_the_earlier(session: Session) -> None:
    part = Interval(account_number=NUMBER, since=date(2026, 9, 1), until=date(2026, 9, 30))
    first = get_timeline(work(session), part).entries[0]
    assert (first.amount_kopecks, first.balance_kopecks) == (-40_000, -1_500)


@pytest.mark.req("B12")
def test_consumption_is_by_month_and_zone_and_marks_estimates(session: Session) -> None:
    months = get_consumption(work(session), YEAR).months
    assert [(m.period, m.zone, m.volume, m.amount_kopecks, m.estimated) for m in months] == [
        ("2026-07", "day", 100, 70_000, False),
        ("2026-07", "night", 60, 30_000, False),
        ("2026-08", "one", 92, 70_080, True),
    ]


@pytest.mark.req("S5")
def test_an_account_is_found_by_number_name_and_address(session: Session) -> None:
    by_number = find_accounts(work(session), AccountQuery(text="(180)111")).accounts
    assert [(a.account_number, a.due_kopecks) for a in by_number] == [(NUMBER, 78_500)]
    assert find_accounts(work(session), AccountQuery(text="иванова")).accounts[0].account_number == NUMBER
    assert find_accounts(work(session), AccountQuery(text="100%")).accounts == []


@pytest.mark.req("S5")
def test_search_pages_by_the_last_number_seen(session: Session) -> None:
    first = find_accounts(work(session), AccountQuery(text="иван петров"))
    assert len(first.accounts) == PAGE and first.more
    rest = find_accounts(work(session), AccountQuery(text="иван петров", after=first.next))
    assert len(rest.accounts) == 6 and not rest.more, "Мария Петровна Иванова is one of them"
    with_her = find_accounts(work(session), AccountQuery(text="петров мария"))
    assert [one.account_number for one in with_her.accounts] == [NUMBER], "each word is a part of a word"


@pytest.mark.req("S5")
def test_an_account_is_told_at_a_glance(session: Session) -> None:
    card = get_account_card(work(session), AccountRef(account_number=NUMBER))
    assert (card.full_name, card.group_title) == ("Иванова Мария Петровна", "городское население, газовая плита")
    assert (card.persons, card.norm, card.rooms, card.multiplier) == (3, "81", 2, "1"), "residents of today"
    assert [(one.zone, one.prices) for one in card.tariff] == [("one", [715, 900, 1100])]
    assert (card.tier_limits, card.office, card.office_phones) == ([3900, 6000], "Калужский участок", "70-00-00")
    elsewhere = get_account_card(work(session), AccountRef(account_number="181000001"))
    assert (elsewhere.office, elsewhere.norm) == ("", "90.5")
    with pytest.raises(Refusal, match="account_not_found"):
        get_account_card(work(session), AccountRef(account_number="999999999"))


@pytest.mark.req("B7")
def test_the_forecast_begins_with_todays_penalty_and_only_grows(session: Session) -> None:
    forecast = forecast_penalty(work(session, DECEMBER), AccountRef(account_number=NUMBER))
    today, kopecks = forecast.days[0].day, [day.kopecks for day in forecast.days]
    assert (forecast.debt_kopecks, today, len(kopecks)) == (78_500, date(2026, 12, 1), 61)
    assert kopecks == sorted(kopecks) and kopecks[0] < kopecks[-1]
    assert forecast_penalty(work(session, DECEMBER), AccountRef(account_number="999999999")).days == [], (
        "nothing is owed, nothing grows"
    )
