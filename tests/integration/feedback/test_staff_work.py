"""Staff at appeals: written down for anybody, taken into work, answered once, with notes that no customer sees."""

from datetime import date
from typing import Any

import pytest

from chassis.context import Caller
from chassis.errors import Refusal
from contracts import feedback as c
from contracts.wire import Nothing
from services.feedback.appeals.states import WAITING
from tests.integration.feedback.conftest import ACCOUNT, CUSTOMER, NOW, OPERATOR, OTHER, Talk
from tests.support.sample_files import upload

pytestmark = pytest.mark.req("S5")
SECOND = Caller(user_id="staff-2", role="operator")


def told(talk: Talk, caller: Caller = OPERATOR, **changes: Any) -> c.Appeal:
    received = {
        "channel": "phone",
        "applicant": "Иванова Анна",
        "contact": "+7 910 555-12-34",
        "answer_way": "phone",
        "received_on": NOW.date(),
    } | changes
    wanted = c.StaffAppeal(
        account_number=ACCOUNT,
        kind="meter",
        text="Счётчик мигает",
        received=c.Received(**received),
        by_name="petrova",
        idempotency_key=talk.key(),
    )
    with talk.by(caller) as service:
        return service.open_appeal(wanted)


def take(talk: Talk, appeal: c.Appeal, caller: Caller = OPERATOR, seen: str = "", take: bool = True) -> c.Appeal:
    name = {"staff-1": "petrova", "staff-2": "sidorov"}[str(caller.user_id)]
    with talk.by(caller) as service:
        wanted = c.AppealTaking(appeal_id=appeal.appeal_id, take=take, seen=seen, by_name=name)
        return service.take_appeal(wanted)


def queue(talk: Talk, caller: Caller = OPERATOR, **filters: Any) -> list[str]:
    with talk.by(caller) as service:
        return [one.number for one in service.list_queue(c.QueueQuery(**filters)).appeals]


def test_an_appeal_by_telephone_has_number_and_term_and_its_answer_is_noted(talk: Talk) -> None:
    appeal = told(talk)
    assert (appeal.number, appeal.due_on, appeal.state) == ("О-2026-000001", date(2026, 12, 3), "registered")
    assert (appeal.channel, appeal.applicant, appeal.contact) == ("phone", "Иванова Анна", "+7 910 555-12-34")
    answered = talk.answer(appeal, "Перезвонили: заменим", by_name="petrova", way="post")
    assert (answered.state, answered.thread[-1].by_name, answered.thread[-1].way) == ("answered", "petrova", "post")
    assert talk.rows("select 1 from outbox") == [], "nobody has an address for a letter of the portal"
    assert talk.listed() == [], "it belongs to no user of the cabinet"


def test_a_letter_counts_from_the_day_it_came(talk: Talk) -> None:
    appeal = told(talk, channel="letter", answer_way="post", contact="Калуга, Кирова 1", received_on=date(2026, 11, 20))
    assert appeal.due_on == date(2026, 11, 30)
    for wrong, field in (
        ({"received_on": date(2026, 11, 24)}, "received_on"), ({"received_on": date(2026, 10, 1)}, "received_on"),
        ({"contact": "  "}, "contact"), ({"applicant": "   "}, "applicant"),
    ):  # fmt: skip
        with pytest.raises(Refusal) as refusal:
            told(talk, **wrong)
        assert refusal.value.field == field
    assert len(queue(talk)) == 1, "what is refused stores nothing"


def test_an_appeal_is_in_one_persons_work(talk: Talk) -> None:
    appeal = talk.send()
    assert take(talk, appeal).assignee_name == "petrova"
    with pytest.raises(Refusal, match="appeal_changed"):
        take(talk, appeal, SECOND)
    assert take(talk, appeal, SECOND, seen="petrova").assignee == "staff-2", "taken from whom one has seen"
    with pytest.raises(Refusal, match="appeal_changed"):
        take(talk, appeal, OPERATOR, seen="sidorov", take=False)
    freed = take(talk, appeal, SECOND, seen="sidorov", take=False)
    assert (freed.assignee, freed.state) == ("", "registered")
    [seen] = talk.listed()
    assert (seen.assignee, seen.assignee_name) == ("", ""), "customers never learn who works on it"
    assert [row[0] for row in talk.rows("select action from audit")] == ["take_appeal"] * 3


def test_whoever_answers_second_is_refused_and_sees_why(talk: Talk) -> None:
    appeal = talk.send()
    first = talk.answer(appeal, "Придём завтра", seen=appeal.last_message, by_name="petrova")
    with pytest.raises(Refusal, match="appeal_changed") as refusal:
        talk.answer(appeal, "Не придём", seen=appeal.last_message, by_name="sidorov")
    assert "уже ответил сотрудник petrova" in refusal.value.message
    talk.reply(appeal, "Когда?")
    with pytest.raises(Refusal, match="appeal_changed") as refusal:
        talk.answer(appeal, "Утром", seen=first.last_message)
    assert "абонент написал ещё" in refusal.value.message
    [listed] = talk.listed()
    assert len(listed.thread) == 3 and all(one.by_name == "" for one in listed.thread)
    assert talk.answer(appeal, "Утром", seen=listed.last_message).state == "answered"


def test_queues_are_by_kind_person_and_age_with_their_counts(talk: Talk) -> None:
    late, mine, free = talk.send(kind="quality"), talk.send(kind="meter"), talk.send(kind="meter")
    take(talk, mine)
    talk.later(days=5)
    assert queue(talk) == [late.number, mine.number, free.number]
    assert queue(talk, kind="meter") == [mine.number, free.number]
    assert queue(talk, whose="mine") == [mine.number] and queue(talk, SECOND, whose="mine") == []
    assert queue(talk, whose="free", kind="meter") == [free.number]
    assert queue(talk, late=True) == [late.number]
    assert queue(talk, after=late.appeal_id) == [mine.number, free.number]
    with talk.by(OPERATOR) as service:
        counts = {one.kind: one for one in service.get_queue_counts(Nothing()).kinds}
    assert (counts["meter"].waiting, counts["meter"].free, counts["meter"].mine) == (2, 1, 1)
    assert (counts["quality"].late, counts["other"].waiting) == (1, 0)
    talk.answer(late)
    assert queue(talk, late=True) == [] and "answered" not in WAITING


def test_an_appeal_is_found_by_its_number_also_when_answered(talk: Talk) -> None:
    appeal = talk.send()
    talk.answer(appeal)
    with talk.by(OPERATOR) as service:
        for said in ("О-2026-000001", "o-2026-1", "2026-1", "О-1"):
            assert [one.number for one in service.find_appeals(c.AppealSearch(text=said)).appeals] == [appeal.number]
        assert service.find_appeals(c.AppealSearch(text="О-2025-1")).appeals == []


def test_notes_are_for_colleagues_alone(talk: Talk) -> None:
    appeal = talk.send()
    key = talk.key()
    with talk.by(OPERATOR) as service:
        about = {"account_number": ACCOUNT, "by_name": "petrova"}
        wanted = c.NewNote(text="Звонить вечером", pinned=True, idempotency_key=key, **about)
        pinned = service.write_note(wanted)
        assert service.write_note(wanted) == pinned, "sent twice it is one note"
        of_appeal = c.NewNote(text="Ждём акт", appeal_id=appeal.appeal_id, idempotency_key=talk.key(), **about)
        service.write_note(of_appeal)
        foreign = of_appeal.model_copy(update={"account_number": OTHER, "idempotency_key": talk.key()})
        with pytest.raises(Refusal, match="appeal_not_found"):
            service.write_note(foreign)
        listed = service.list_notes(c.NotesQuery(account_number=ACCOUNT)).notes
        assert [(one.text, one.appeal_number) for one in listed] == [
            ("Звонить вечером", ""),
            ("Ждём акт", appeal.number),
        ]
        striking = c.NoteStriking(account_number=ACCOUNT, note_id=pinned.note_id, by_name="petrova")
        assert service.strike_note(striking).struck_by == "petrova"
        assert service.list_notes(c.NotesQuery(account_number=ACCOUNT)).notes[-1].struck_at is not None
        with pytest.raises(Refusal, match="note_not_found"):
            service.strike_note(striking.model_copy(update={"account_number": OTHER}))
        assert [one.text for one in service.list_notes(c.NotesQuery(account_number=OTHER)).notes] == []
    assert "вечером" not in str(talk.listed()) and "Ждём акт" not in str(talk.listed(caller=CUSTOMER))


def test_a_file_comes_with_a_letter(talk: Talk) -> None:
    with talk.by(OPERATOR) as service:
        made = service.open_appeal(
            c.StaffAppeal(
                account_number=ACCOUNT,
                kind="other",
                text="Письмо во вложении",
                files=[upload()],
                received=c.Received(
                    channel="visit", applicant="Иванов", answer_way="visit", received_on=date(2026, 11, 23)
                ),
                by_name="petrova",
                idempotency_key=talk.key(),
            )
        )
        assert len(made.thread[0].files) == 1
