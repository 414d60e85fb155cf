"""«Обратная связь» (M4.7): the whole conversation on a real database."""

import base64
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest
from sqlalchemy.exc import DBAPIError

from chassis.errors import Refusal
from contracts import feedback as c
from tests.integration.feedback.conftest import ACCOUNT, NEXT_OWNER, OPERATOR, OTHER, Talk
from tests.support.sample_files import PDF, picture, upload


def refused(code: str) -> "pytest.RaisesExc[Refusal]":
    return pytest.raises(Refusal, match=code)


@pytest.mark.req("M4.7.1")
def test_an_appeal_gets_number_state_and_term(talk: Talk) -> None:
    appeal = talk.send("Здравствуйте!\r\nСчётчик сломан", kind="quality")
    assert appeal.number == "О-2026-000001"
    assert (appeal.state, appeal.state_title) == ("registered", "Зарегистрировано")
    assert appeal.kind_title == "Качество электроснабжения"
    assert appeal.due_on == date(2026, 11, 26)
    assert [(said.author, said.text) for said in appeal.thread] == [("customer", "Здравствуйте!\nСчётчик сломан")]
    assert talk.listed() == [appeal]


@pytest.mark.req("M4.7.1")
def test_files_come_back_as_they_were_sent(talk: Talk) -> None:
    photo = picture("PNG")
    appeal = talk.send(files=[upload("../акт.PDF"), upload("фото.jpg", photo)])
    first, second = appeal.thread[0].files
    assert (first.name, first.media_type, first.size) == ("акт.pdf", "application/pdf", len(PDF))
    assert (second.name, second.media_type) == ("фото.png", "image/png")
    document = talk.file(appeal, second.file_id)
    assert base64.b64decode(document.content) == photo
    assert (document.file_name, document.media_type) == ("фото.png", "image/png")


@pytest.mark.req("M4.7.1")
def test_one_bad_file_stores_nothing(talk: Talk) -> None:
    with refused("file_refused"):
        talk.send(files=[upload(), upload("вирус.pdf", b"MZ" + bytes(100))])
    assert (
        talk.rows("select 1 from appeals union all select 1 from files union all select 1 from idempotency_keys") == []
    )


@pytest.mark.req("M4.7.1", "M6.1")
def test_the_answer_appears_in_the_section_and_as_an_event(talk: Talk) -> None:
    appeal = talk.send()
    talk.later(hours=3)
    talk.answer(appeal, files=[upload("ответ.pdf")])
    (listed,) = talk.listed()
    assert listed.state_title == "Есть ответ"
    assert [said.author for said in listed.thread] == ["customer", "supplier"]
    assert listed.thread[1].files[0].name == "ответ.pdf"
    ((kind, subject, body),) = talk.rows("select type, subject, body from outbox")
    assert (kind, subject) == ("feedback.appeal_answered.v1", ACCOUNT)
    event = c.AppealAnswered.model_validate_json(body)
    assert (event.number, event.email) == (appeal.number, "ivanov@list.ru")


def test_a_reply_to_the_answer_opens_the_appeal_again_with_a_new_term(talk: Talk) -> None:
    appeal = talk.send(kind="meter")
    talk.answer(appeal)
    talk.later(days=5)
    reopened = talk.reply(appeal)
    assert reopened.state == "reopened"
    assert reopened.due_on == date(2026, 12, 8)
    assert talk.answer(appeal, "Исправили").state == "answered"
    assert len(talk.rows("select 1 from outbox")) == 2


def test_more_words_before_the_answer_change_no_term(talk: Talk) -> None:
    appeal = talk.send()
    talk.later(days=2)
    more = talk.reply(appeal, "И ещё одно")
    assert (more.state, more.due_on) == ("registered", appeal.due_on)
    assert len(more.thread) == 2


def test_an_answer_is_rated_and_the_last_rating_counts(talk: Talk) -> None:
    appeal = talk.send()
    with refused("bad_request"):
        talk.rate(appeal, 5)
    talk.answer(appeal)
    talk.rate(appeal, 2)
    assert talk.rate(appeal, 5).rating == 5


def test_silence_closes_an_answered_appeal_and_only_that(talk: Talk) -> None:
    answered, waiting = talk.send(), talk.send("Второе")
    talk.answer(answered)
    talk.later(days=29)
    talk.service.close_silent()
    assert {one.state for one in talk.listed()} == {"answered", "registered"}
    talk.later(days=2)
    talk.service.close_silent()
    assert {one.appeal_id: one.state for one in talk.listed()} == {
        answered.appeal_id: "closed",
        waiting.appeal_id: "registered",
    }
    with refused("appeal_closed"):
        talk.answer(answered)
    assert talk.rate(answered, 4).rating == 4


@pytest.mark.req("M4.7.1", "S5")
def test_a_closed_appeal_is_opened_again_within_its_term(talk: Talk) -> None:
    closed = closed_one(talk)
    assert (closed.state, closed.reopen_until) == ("closed", date(2027, 1, 23))
    talk.clock.moment = datetime(2027, 1, 23, 20, 59, tzinfo=UTC)  # a minute before midnight in Moscow
    opened = talk.reply(closed, "Мастер так и не пришёл", files=[upload()])
    assert (opened.state_title, opened.due_on, opened.reopen_until) == ("Открыто повторно", date(2027, 2, 22), None)
    assert [(said.text, len(said.files)) for said in opened.thread[2:]] == [("Мастер так и не пришёл", 1)]
    with talk.by(OPERATOR) as service:
        assert service.list_open(c.OpenAppealsQuery()).appeals == [opened]
    assert talk.answer(opened, "Придёт сегодня").state == "answered"


@pytest.mark.parametrize("reopen_days", [14, 0])
def test_a_closed_appeal_stays_closed_after_its_term(talk: Talk, reopen_days: int) -> None:
    talk.rows(f"update appeal_terms set reopen_days = {reopen_days} returning 1")
    closed = closed_one(talk)
    assert closed.reopen_until == (date(2027, 1, 7) if reopen_days else None)
    talk.later(days=15)
    with refused("appeal_closed"):
        talk.reply(closed)
    assert talk.listed() == [closed]


def closed_one(talk: Talk) -> c.Appeal:
    """Answered at once, and then silence."""
    talk.answer(talk.send())
    talk.later(days=31)
    talk.service.close_silent()
    (closed,) = talk.listed()
    return closed


@pytest.mark.req("M4.7.1")
def test_the_interval_counts_moscow_days_with_both_ends(talk: Talk) -> None:
    talk.later(hours=12)  # 00:00 of the 24th in Moscow
    first = talk.send("24-го")
    talk.later(days=1)
    second = talk.send("25-го")
    assert talk.listed("2026-11-23", "2026-11-23") == []
    assert talk.listed("2026-11-24", "2026-11-24") == [first]
    assert talk.listed("2026-11-24", "2026-11-25") == [second, first]


def test_the_same_key_sends_once_and_with_other_words_is_refused(talk: Talk) -> None:
    first = talk.send("Один раз", idempotency_key="same-key-1")
    assert talk.send("Один раз", idempotency_key="same-key-1") == first
    with refused("idempotency_conflict"):
        talk.send("Другое", idempotency_key="same-key-1")
    assert len(talk.listed()) == 1


def test_twins_at_the_same_time_send_once(talk: Talk) -> None:
    with ThreadPoolExecutor(4) as pool:
        sent = list(pool.map(lambda _: talk.send("Разом", idempotency_key="twin-key-1"), range(4)))
    assert len({appeal.number for appeal in sent}) == 1
    assert len(talk.listed()) == 1


@pytest.mark.req("M5.2")
def test_who_has_the_account_next_reads_nothing_of_it(talk: Talk) -> None:
    appeal = talk.send(files=[upload()])
    assert talk.listed(caller=NEXT_OWNER) == []
    file_id = appeal.thread[0].files[0].file_id
    for attempt in (
        lambda: talk.file(appeal, file_id, NEXT_OWNER),
        lambda: talk.reply(appeal, caller=NEXT_OWNER),
        lambda: talk.rate(appeal, 1, NEXT_OWNER),
    ):
        with refused("appeal_not_found"):
            attempt()


@pytest.mark.req("M5.2")
def test_a_file_is_not_found_under_another_appeal_or_account(talk: Talk) -> None:
    first, second = talk.send(files=[upload()]), talk.send("Другое")
    file_id = first.thread[0].files[0].file_id
    with refused("appeal_not_found"):
        talk.file(second, file_id)
    with refused("appeal_not_found"):
        talk.file(first, file_id, account=OTHER)


@pytest.mark.req("S5")
def test_staff_see_what_waits_the_most_urgent_first(talk: Talk) -> None:
    slow, answered, urgent = talk.send("1"), talk.send("2"), talk.send("3", kind="quality")
    talk.answer(answered)
    with talk.by(OPERATOR) as service:
        waiting = service.list_open(c.OpenAppealsQuery()).appeals
        after = service.list_open(c.OpenAppealsQuery(after=urgent.appeal_id)).appeals
    assert [one.appeal_id for one in waiting] == [urgent.appeal_id, slow.appeal_id]
    assert [one.appeal_id for one in after] == [slow.appeal_id]
    assert talk.listed(caller=OPERATOR) != []


@pytest.mark.req("S5")
def test_staff_open_one_appeal_under_its_own_account_only(talk: Talk) -> None:
    appeal = talk.send()
    with talk.by(OPERATOR) as service:
        assert service.get_appeal(c.AppealRef(account_number=ACCOUNT, appeal_id=appeal.appeal_id)) == appeal
        for number, appeal_id in ((OTHER, appeal.appeal_id), (ACCOUNT, "no-such-appeal")):
            with refused("appeal_not_found"):
                service.get_appeal(c.AppealRef(account_number=number, appeal_id=appeal_id))


def test_nobody_floods_the_desk(talk: Talk) -> None:
    for number in range(10):
        talk.send(str(number))
    with refused("bad_request"):
        talk.send("лишнее")
    talk.later(days=1, seconds=1)
    talk.send("завтра можно")


def test_an_unknown_kind_and_an_empty_text_are_named(talk: Talk) -> None:
    with refused(r"bad_request \(kind\)"):
        talk.send(kind="gossip")
    with refused(r"bad_request \(text\)"):
        talk.send(" \x00 ")


def test_kinds_come_with_their_terms(talk: Talk) -> None:
    with talk.by(OPERATOR) as service:
        kinds = service.list_kinds(c.OpenAppealsQuery()).kinds
    assert kinds[-1] == c.AppealKind(kind="other", title="Другое", days=30)


@pytest.mark.parametrize("table", ["messages", "files", "file_contents"])
def test_what_was_said_cannot_be_changed(talk: Talk, table: str) -> None:
    talk.send(files=[upload()])
    column = {"messages": "text", "files": "name", "file_contents": "file_id"}[table]
    for change in (f"update {table} set {column} = 'x'", f"delete from {table}"):
        with pytest.raises(DBAPIError, match="only ever added"):
            talk.rows(change)
