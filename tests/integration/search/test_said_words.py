"""The desk finds accounts by what people say, at 200 000 of them and by indexes (S5).

No time is measured: PostgreSQL counts the rows that it took; `./cabinet bench search` measures it at 500 000.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from chassis.clock import FixedClock
from chassis.context import SYSTEM
from chassis.database.sessions import Database
from chassis.service.bindings import Work
from contracts.billing import AccountQuery, AccountsFound
from services.billing.queries.search import PAGE, find_accounts
from services.billing.queries.search_words import compact, words_of
from tests.support.query_plans import fill, looked_at, tables_read_whole
from tests.support.said_town import MANY, TOWN
from tests.support.server_pool import Databases

pytestmark = [pytest.mark.req("S5"), pytest.mark.timeout(900)]
CLOCK = FixedClock(datetime(2026, 11, 25, 9, tzinfo=UTC))
SEMYONOV, OLGA = "290000001", "290000002"
PEOPLE = f"""
    insert into accounts (number, full_name, address, district, rooms, persons, stove, tariff_group, heating,
                          managing_company, multiplier, multiplier_ground, opened_on, unified_account, document_id)
    values
    ('{SEMYONOV}', 'Семёнов Пётр Фёдорович', 'г. Калуга, ул. Кирова, д. 21, корп. 2, кв. 7', '290', 2, 2, 'gas',
     'city_gas', false, '', 1, '', '2020-01-01', '70АА123456', '70АА123456-01'),
    ('{OLGA}', 'Салтыкова-Щедрина Ольга', 'с. Льва Толстого, ул. «8 Марта», д. 7-а, кв. 21', '290', 2, 2, 'gas',
     'city_gas', false, '', 1, '', '2020-01-01', '', ''),
    ('290000003', 'Кирова Анна', 'г. Калуга, ул. Плеханова, д. 3', '290', 2, 2, 'gas',
     'city_gas', false, '', 1, '', '2020-01-01', '', '')
"""
METER = f"""
    insert into meters (account_number, serial, digits, zones, installed_on)
    values ('{SEMYONOV}', '00-1234567-22', 5, '{{one}}', '2020-01-01')
"""


@pytest.fixture(scope="module")
def billing(database_factory: Databases) -> Database:
    made = database_factory("billing")
    fill(made.migration_url, *TOWN, PEOPLE, METER)
    return Database(made.url)


@pytest.fixture
def session(billing: Database) -> Iterator[Session]:
    with billing.reading() as session:
        yield session


def asked(session: Session, said: str, after: str | None = None) -> AccountsFound:
    work: Work[Any] = Work(session=session, clock=CLOCK, caller=SYSTEM, dependencies=None)
    return find_accounts(work, AccountQuery(text=said, after=after))


def numbers(found: AccountsFound) -> list[str]:
    return [one.account_number for one in found.accounts]


@pytest.mark.parametrize(
    "said",
    [
        "Семенов", "СЕМЁНОВ", "семе\u0308нов", "семенов пётр федорович", "Федорович Семенов", "Петр Семенов Кирова",
        "кирова д.21 кв.7 семен", "Семёнов, Кирова 21-7", "семенов кирова 21/7", "Семенов Кирова 21 – 7",
        "Семенов ул Кирова дом 21 квартира 7", "семенов киров21", "Семенов «Кирова» 21 корпус 2",
        "еменов едорови ирова",
        "Семенов П Ф", "290000001", "(290)000001", "290 000 001", "семенов улица кирова",
    ],
)  # fmt: skip
def test_it_finds_what_people_say(session: Session, said: str) -> None:
    assert numbers(asked(session, said))[:1] == [SEMYONOV]


@pytest.mark.parametrize(
    "said",
    [
        "Салтыкова - Щедрина", "салтыкова щедрина", "салтыкова—щедрина", "щедрина", "8 марта 7а", "8-марта 7 а 21",
        "марта, д.7-а, кв.21", 'ул. "8 Марта"', "ул. „8 Марта“", "толстого 8 марта кв21",
    ],
)  # fmt: skip
def test_dashes_quotes_and_house_letters_do_not_matter(session: Session, said: str) -> None:
    assert OLGA in numbers(asked(session, said))


@pytest.mark.parametrize(
    "said",
    [
        "Семенов д.7 кв.21",
        "Семенов Кирова 7-21",
        "семенов кирова кв 21",
        "Семенов кирова дом 2",
        "семенова",
        "21а кирова",
    ],
)
def test_it_does_not_find_another_home(session: Session, said: str) -> None:
    assert SEMYONOV not in numbers(asked(session, said))


def test_a_surname_comes_before_streets_and_pages_go_on(session: Session) -> None:
    first = asked(session, "кирова")
    assert numbers(first)[0] == "290000003", "a person of that name, though streets have lower numbers"
    seen, following = numbers(first), first
    for _ in range(3):
        assert following.more and len(following.accounts) == PAGE
        following = asked(session, "кирова", following.next)
        seen += numbers(following)
    assert len(set(seen)) == len(seen) == 4 * PAGE
    assert numbers(asked(session, "анна Кирова"))[0] == "290000003"


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("00-1234567-22", "meter"), ("123456722", "meter"), ("№ 1234567", "meter"), ("70аа123456", "unified_account"),
        ("70АА123456-01", "document"), ("70АА 123456 01", "document"),
    ],
)  # fmt: skip
def test_numbers_of_things_lead_to_their_account(session: Session, said: str, kind: str) -> None:
    [thing] = asked(session, said).numbered
    assert (thing.kind, thing.account_number) == (kind, SEMYONOV)


def test_nothing_is_found_by_signs_alone(session: Session) -> None:
    for said in ("%%", "''", "--", "()", "_%", "№ «»"):
        assert asked(session, said) == AccountsFound(accounts=[], more=False)


@pytest.mark.parametrize(
    "said",
    [
        "Фамилия77 Улица35", "улица1777", "18000123", "(180)001234", "Ан Улица 91, 17", "калуга", "нет такого", "Щу",
        "кирова 21-7", "калуга 21", "д.1 кв.2", "Анна", "семенов", "амили", "1234567", "Фамилия", "ул", "7",
        "Фамилия Анна калуга", "21 7",
    ],
)  # fmt: skip
def test_accounts_are_found_by_indexes(billing: Database, said: str) -> None:
    ask: Callable[[Session], Any] = lambda session: asked(session, said.ljust(2))  # noqa: E731
    assert looked_at(billing, ask) < MANY / 10
    assert tables_read_whole(billing, ask) == set()


@pytest.mark.parametrize(
    "said",
    [
        "Семёнов Пётр",
        "д.1 кв.2",
        "ул. «8 Марта», 7а",
        "семе\u0308нов",
        "ﬁn Ⅳ ½",
        "Ёж_ёж",
        "00-12/34№",
        "x\u00a0y",
        "Ǆ Đ",
    ],
)
def test_the_database_folds_as_the_question_is_folded(session: Session, said: str) -> None:
    folded, short = session.execute(sql("select search_folded(:said), search_compact(:said)"), {"said": said}).one()
    assert folded == " ".join(word.text for word in words_of(said))
    assert short == compact(said)
