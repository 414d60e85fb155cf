"""A telephone call at the desk: readings with their price, an appeal, notes, and two colleagues at one appeal."""

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from chassis.errors import Refusal
from contracts.readings import CheckResult, Finding, ReadingCheck, TypedReading
from tests.support import form_posting
from tests.support.form_posting import text
from tests.support.scripted import household
from tests.support.scripted.household import FLAT
from tests.support.scripted.rpc_client import ScriptedClient
from tests.support.scripted.staff_answers import OPERATOR, as_role

pytestmark = pytest.mark.req("S5")
ACCOUNT = f"/staff/accounts/{FLAT}"
TOLD = {"reading_day": "12950", "reading_night": "8100", "serial": "", "nonce": "nonce-of-the-form"}


def post(client: FlaskClient, path: str, data: dict[str, str]) -> TestResponse:
    return form_posting.post(client, path, "/staff", **data)


def checked(verdict: str, *findings: Finding) -> CheckResult:
    known: CheckResult = household.answers()["readings.check_readings"]
    result = (
        known(ReadingCheck(account_number=FLAT, values=[TypedReading(zone="day", digits="12950")]))
        if callable(known)
        else known
    )
    return result.model_copy(update={"verdict": verdict, "findings": list(findings)})


@pytest.fixture
def operator(desk: FlaskClient) -> FlaskClient:
    as_role(desk, OPERATOR)
    return desk


def test_told_readings_are_priced_before_they_are_recorded(operator: FlaskClient, rpc: ScriptedClient) -> None:
    rpc.answers["readings.check_readings"] = checked("accepted")
    asked = text(post(operator, f"{ACCOUNT}/readings/told", TOLD))
    assert "Записать показания по телефону?" in asked and "кВт·ч" in asked and "начислим примерно" in asked
    assert rpc.requests("readings.record_told_readings") == []
    done = post(operator, f"{ACCOUNT}/readings/told", TOLD | {"confirmed": "1"})
    assert done.location.endswith(f"{ACCOUNT}#readings")
    [told] = rpc.requests("readings.record_told_readings")
    assert told.confirmed and [(value.zone, value.digits) for value in told.values] == [
        ("day", "12950"),
        ("night", "8100"),
    ]


def test_what_is_hardly_possible_is_asked_and_what_is_impossible_refused(
    operator: FlaskClient, rpc: ScriptedClient
) -> None:
    doubt = Finding(code="E5", severity="confirm", zone="day", message="Расход втрое больше обычного.")
    rpc.answers["readings.check_readings"] = checked("needs_confirmation", doubt)
    asked = text(post(operator, f"{ACCOUNT}/readings/told", TOLD))
    assert "Расход втрое больше обычного." in asked and "Всё равно записать" in asked
    wrong = doubt.model_copy(update={"severity": "error", "message": "Меньше прежних."})
    rpc.answers["readings.check_readings"] = checked("refused", wrong)
    answer = post(operator, f"{ACCOUNT}/readings/told", TOLD)
    assert answer.status_code == 422 and "Меньше прежних." in text(answer) and 'value="12950"' in answer.text
    assert "Укажите показания счётчика." in text(post(operator, f"{ACCOUNT}/readings/told", {"serial": ""}))


def test_an_appeal_by_telephone_is_registered_for_anybody(operator: FlaskClient, rpc: ScriptedClient) -> None:
    form = {
        "channel": "phone", "kind": "meter", "applicant": "Иванова Анна", "contact": "+7 910 555-12-34",
        "answer_way": "phone", "received_on": "2026-11-05", "text": "Счётчик мигает", "nonce": "nonce-of-the-form",
    }  # fmt: skip
    assert post(operator, f"{ACCOUNT}/appeals/new", form).location.endswith(f"{ACCOUNT}/appeals/taken")
    [wanted] = rpc.requests("feedback.open_appeal")
    assert (wanted.account_number, wanted.received.channel, wanted.by_name) == (FLAT, "phone", OPERATOR)
    answer = post(operator, f"{ACCOUNT}/appeals/new", form | {"received_on": "вчера"})
    assert answer.status_code == 422 and "Счётчик мигает" in answer.text, "nothing typed is lost"


def test_a_second_answer_is_refused_and_its_text_kept(operator: FlaskClient, rpc: ScriptedClient) -> None:
    rpc.answers["feedback.answer_appeal"] = Refusal("appeal_changed", "Пока Вы писали, уже ответил petrova.", "text")
    answer = post(operator, f"{ACCOUNT}/appeals/a1", {"text": "Мой ответ", "seen": "3", "nonce": "nonce-of-the-form"})
    assert answer.status_code == 409 and "уже ответил petrova" in text(answer) and "Мой ответ" in answer.text
    [wanted] = rpc.requests("feedback.answer_appeal")
    assert (wanted.seen, wanted.by_name) == (3, OPERATOR)


def test_taking_says_from_whom(operator: FlaskClient, rpc: ScriptedClient) -> None:
    post(operator, f"{ACCOUNT}/appeals/taken/take", {"seen": "petrova"})
    post(operator, f"{ACCOUNT}/appeals/taken/take", {"seen": OPERATOR, "back": "1"})
    assert [(one.take, one.seen) for one in rpc.requests("feedback.take_appeal")] == [
        (True, "petrova"),
        (False, OPERATOR),
    ]


def test_notes_are_written_and_struck_and_lead_back(operator: FlaskClient, rpc: ScriptedClient) -> None:
    page = text(operator.get(ACCOUNT))
    assert "Просит звонить после 18 часов" in page and "к О-2026-000123" in page and "зачеркнул(а) petrova" in page
    assert post(operator, f"{ACCOUNT}/notes", {"text": "Перезвонить", "pinned": "1"}).location.endswith("#notes")
    of_appeal = post(operator, f"{ACCOUNT}/notes", {"text": "Ждём акт", "appeal_id": "a1"})
    assert of_appeal.location.endswith(f"{ACCOUNT}/appeals/a1#notes")
    assert [(one.pinned, one.appeal_id) for one in rpc.requests("feedback.write_note")] == [(True, None), (False, "a1")]
    assert post(operator, f"{ACCOUNT}/notes", {"text": "  "}).location.endswith("#notes")
    assert "Заметка не записана" in text(operator.get(ACCOUNT))
    assert post(operator, f"{ACCOUNT}/notes/1/strike", {}).location.endswith("#notes")
    assert [one.note_id for one in rpc.requests("feedback.strike_note")] == [1]


def test_the_cabinet_of_nobody_is_shown_by_its_account(operator: FlaskClient, rpc: ScriptedClient) -> None:
    assert post(operator, f"{ACCOUNT}/look/household", {"reason": "звонок абонента"}).location == "/home"
    assert operator.get("/home").status_code == 200
    asked = rpc.requests("auth.look_at_cabinet")
    assert {one.account_number for one in asked} == {FLAT} and asked[-1].page == "/home"
