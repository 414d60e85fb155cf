"""What is no longer needed goes, and what may still have to prove something stays."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.exc import DBAPIError

from contracts.auth import CabinetDeleted
from contracts.feedback import Draft
from tests.integration.feedback.conftest import CUSTOMER, NOW, Talk
from tests.support.sample_files import upload

pytestmark = pytest.mark.req("M1.2", "M4.7.1")
TABLES = ("appeals", "messages", "files", "file_contents")


def counts(talk: Talk) -> list[int]:
    return [talk.rows(f"select count(*) from {table}")[0][0] for table in TABLES]


def forget(talk: Talk) -> None:
    with talk.by(CUSTOMER) as service:
        service.forget_old()


def conversation(talk: Talk, at: datetime, closed: bool = True) -> None:
    """One with a file, that began at `at`."""
    talk.clock.moment = at
    appeal = talk.send(files=[upload("акт.pdf")])
    talk.answer(appeal)
    if closed:
        talk.later(days=31)
        with talk.by(CUSTOMER) as service:
            service.close_silent()


def test_a_draft_that_nobody_sent_goes_after_three_months(talk: Talk) -> None:
    with talk.by(CUSTOMER) as service:
        service.save_draft(Draft(kind="", text="Хочу спросить"))
    for days, left in ((90, 1), (1, 0)):
        talk.later(days=days)
        forget(talk)
        assert talk.rows("select count(*) from drafts") == [(left,)]


def test_a_draft_goes_with_the_cabinet_of_its_author(talk: Talk) -> None:
    with talk.by(CUSTOMER) as service:
        service.save_draft(Draft(kind="", text="Хочу спросить"))
    for user, left in (("somebody-else", 1), (str(CUSTOMER.user_id), 0)):
        gone = CabinetDeleted(user_id=user, account_number="180111111", email="a@b.ru", deleted_at=NOW, version=2)
        with talk.by(CUSTOMER) as service, talk.database.transaction() as session:
            service.forget_author(gone, session)
        assert talk.rows("select count(*) from drafts") == [(left,)]


def test_a_conversation_goes_whole_when_the_term_of_limitation_is_over(talk: Talk) -> None:
    for at in (NOW - timedelta(days=4 * 366), NOW - timedelta(days=1000)):
        conversation(talk, at)
    conversation(talk, NOW - timedelta(days=4 * 366), closed=False)
    talk.clock.moment = NOW
    assert counts(talk) == [3, 6, 3, 3]
    forget(talk)
    assert counts(talk) == [2, 4, 2, 2], "neither the young one nor the one that was never closed"


@pytest.mark.parametrize(
    "statement",
    [
        *(f"delete from {table}" for table in ("file_contents", "files", "messages")),
        *(
            "update messages set text = 'x'",
            "update files set name = 'x.pdf'",
            "update file_contents set content = 'x'",
        ),
    ],
)
def test_the_database_itself_loses_nothing_of_the_last_three_years(talk: Talk, statement: str) -> None:
    conversation(talk, datetime.now(NOW.tzinfo) - timedelta(days=1000))
    with pytest.raises(DBAPIError, match="only ever added"):
        talk.rows(statement)
