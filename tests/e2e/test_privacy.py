"""What is left of a person after «Удаление кабинета», searched in every column of every database; and their copy."""

import re
from dataclasses import dataclass
from typing import NamedTuple

import psycopg
import pytest

from deploy.launcher.host.paths import ROOT
from deploy.simulators.demo.bank import Card
from deploy.simulators.demo.waiting import eventually
from tests.support.faults.books import Books
from tests.support.planted_customer import Planted
from tests.support.planted_values import Found, found_everywhere
from tests.support.running_portal import RunningPortal
from tests.support.server_pool import address_of

pytestmark = [pytest.mark.req("M1.2", "S5"), pytest.mark.timeout(300)]
HERS, NEIGHBOURS, WISHED = "180200032", "180200033", "180200035"


class Stays(NamedTuple):
    """What stays in a column (or columns of one table), and the words that tell its term on both pages."""

    columns: str
    values: tuple[str, ...]
    term: str
    told: str

    @property
    def table(self) -> str:
        return self.columns.split(".")[1]

    @property
    def places(self) -> Found:
        service, table, columns = self.columns.split(".")
        return {(f"{service}.{table}.{column}", value) for column in columns.split("/") for value in self.values}


MAIL = ("e-mail", "former e-mail")
MARKS = ("approval code", "card mask")
TRAIL, LETTERS = "журнал действий", "Письма, которые мы Вам отправили"
ANSWERS, APPEALS = "сообщения между частями портала", "Обращения (с файлами и адресом для ответа)"
LEFT = (
    Stays("auth.audit.details", ("browser", "token name"), "3 years", TRAIL),
    Stays("auth.audit.ip", ("address",), "3 years", TRAIL),
    Stays("auth.consents.email", MAIL, "3 years", "Записи о согласии и его отзыве"),
    Stays("auth.consents.ip", ("address",), "3 years", "Записи о согласии и его отзыве"),
    Stays("auth.outbox.body", (*MAIL, "unconfirmed e-mail", "browser", "token name"), "30 days", ANSWERS),
    Stays("auth.throttles.subject", ("address",), "2 days", "Счётчики попыток входа с адресом в сети: два дня"),
    Stays("feedback.appeals.email", ("e-mail",), "3 years", APPEALS),
    Stays("feedback.file_contents.content", ("file",), "3 years", APPEALS),
    Stays("feedback.files.name", ("file name",), "3 years", APPEALS),
    Stays("feedback.messages.text", ("appeal",), "3 years", APPEALS),
    Stays("feedback.idempotency_keys.answer", ("appeal", "file name"), "30 days", ANSWERS),
    Stays("notifications.letters.email", (*MAIL, "unconfirmed e-mail", "receipt e-mail"), "a year", LETTERS),
    Stays("notifications.letters.wording", (*MARKS, "token name"), "a year", LETTERS),
    Stays("payments.bank_calls.details", MARKS, "", "номер карты, скрытый звёздочками, и код авторизации"),
    Stays("payments.outbox.body", (*MARKS, "receipt e-mail"), "30 days", ANSWERS),
    Stays("payments.payments.approval_code", MARKS[:1], "", "номер карты, скрытый звёздочками, и код авторизации"),
    Stays("payments.payments.card_masked", MARKS[1:], "", "номер карты, скрытый звёздочками, и код авторизации"),
)
"""Without a term: kept by law for the supplier."""
MAY_STAY = {place for one in LEFT for place in one.places}


@dataclass
class Story:
    her: Planted
    neighbour: Planted
    deletion_page: str
    her_copy: str
    neighbours_copy: str
    newcomers_copy: str
    before: Found
    after: Found


@pytest.fixture(scope="module")
def story(portal: RunningPortal) -> Story:
    """Two customers, each with a trace in every section; he sees her account and pays for it, and she leaves."""
    her = Planted(portal, HERS, "lukomorye", "127.0.0.77", Card("5469980100048525", "05/26", "041", "111111"))
    neighbour = Planted(portal, NEIGHBOURS, "buyan", "127.0.0.78", Card("2202206100040083", "05/26", "061", None))
    her.register()
    her.change_address()
    her.fill_settings()
    her.write()
    her.pay(HERS, 12_345)
    her.form(WISHED)
    neighbour.register()
    neighbour.confirmed("/settings", "/settings/accounts", account_number=HERS)
    neighbour.pay(HERS, 23_456)
    neighbour.write()
    her_copy, neighbours_copy = her.copy(), neighbour.copy()
    page = her.pages.get(f"{portal.url}/settings/privacy/delete").text
    addresses = all_databases(portal)
    before = found_everywhere(addresses, her.known | her.secret)
    her.delete()
    after = eventually(
        lambda: found_everywhere(addresses, her.known | her.secret), lambda now: now <= MAY_STAY, "the deletion", 60
    )
    newcomer = Planted(portal, HERS, "newcomer", "127.0.0.79", her.card)
    newcomer.register()
    return Story(her, neighbour, page, her_copy, neighbours_copy, newcomer.copy(), before, after)


def all_databases(portal: RunningPortal) -> dict[str, str]:
    """Addresses of all databases of this copy, by service, for the administrator."""
    admin_url = address_of("DATABASE_URL")
    mark = f"cabinet_{Books(portal, admin_url).mark}_"
    with psycopg.connect(admin_url, autocommit=True) as connection:
        names = connection.execute("select datname from pg_database where starts_with(datname, %s)", [mark]).fetchall()
    return {name.removeprefix(mark): f"{admin_url.rsplit('/', 1)[0]}/{name}" for (name,) in names}


def test_what_is_planted_is_found_and_no_secret_ever(story: Story) -> None:
    assert {name for _, name in story.before} == set(story.her.known)


def test_after_the_deletion_stays_what_the_list_says_and_nothing_else(story: Story) -> None:
    assert story.after == MAY_STAY, "the list must not name what does not stay either"


@pytest.mark.parametrize("stays", LEFT, ids=lambda one: one.columns)
def test_both_pages_tell_what_stays_and_for_how_long(story: Story, stays: Stays) -> None:
    page = (ROOT / "docs" / "privacy.md").read_text(encoding="utf-8")
    service = stays.columns.split(".")[0]
    rows = [
        row
        for row in page.splitlines()
        if re.match(rf"\| (all|[a-z, ]*\b{service}\b[a-z, ]*) \|.*`{stays.table}`", row)
    ]
    by_law = page.split("## Kept by law for the supplier")[1]
    assert rows and (stays.term in rows[0] if stays.term else rows[0] in by_law), stays.columns
    assert stays.told in story.deletion_page


def test_the_copy_holds_all_that_is_kept_of_the_person(story: Story) -> None:
    told = story.her.known
    masked = {"address": "127.0.*.*", "phone": "+" + told["phone"]}
    held = set(told) - {"file", "unconfirmed e-mail"}  # a file is downloaded beside the appeal
    assert [name for name in sorted(held) if masked.get(name, told[name]) not in story.her_copy] == []
    assert [name for name, value in story.her.secret.items() if value in story.her_copy] == []


def test_no_copy_holds_what_belongs_to_another_payer(story: Story) -> None:
    """Both have the account and have paid for it; the newcomer has registered it after her."""
    of_her, of_neighbour = story.her.known, story.neighbour.known
    assert [name for name, value in of_neighbour.items() if value in story.her_copy] == []
    assert [name for name, value in of_her.items() if value in story.neighbours_copy] == []
    assert [name for name, value in of_her.items() if value in story.newcomers_copy] == []
    assert of_neighbour["receipt e-mail"] in story.neighbours_copy, "what the copy may hold is there"
