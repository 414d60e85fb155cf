"""What the desk shows of itself: the audit trail, dead letters, and the cabinet through the customer's eyes."""

import csv
import io
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from chassis.errors import RpcTimeout
from gateway.staff.words.audit import ACTION
from tests.support import route_samples
from tests.support.form_posting import post, text
from tests.support.scripted import staff_answers
from tests.support.scripted.household import FLAT
from tests.support.scripted.rpc_client import ScriptedClient
from tests.support.scripted.staff_answers import ACCOUNTANT, MEMBER_ID, OPERATOR, as_role

LOOK = f"/staff/accounts/{FLAT}/look/u1"


@pytest.mark.req("S5")
def test_the_trail_is_merged_by_time_and_paged_by_service(desk: FlaskClient, rpc: ScriptedClient, monkeypatch) -> None:
    monkeypatch.setattr("gateway.staff.monitoring.audit.PAGE", 5)
    seen: list[str] = []
    address = "/staff/audit"
    for _ in range(3):
        page = desk.get(address).text
        seen += page.split("<tr>")[2:]
        following = [line for line in page.split('"') if "before=" in line]
        if not following:
            break
        address = following[0].replace("&amp;", "&")
    assert len(seen) == 2 * len(staff_answers.AUDITED), "each record once"


@pytest.mark.req("S5")
def test_filters_reach_every_service_and_a_silent_one_is_named(desk: FlaskClient, rpc: ScriptedClient) -> None:
    rpc.answers["billing.list_audit"] = RpcTimeout("billing.list_audit")
    page = desk.get(
        f"/staff/audit?from=2026-11-01&to=2026-11-02&account_number=(180)111112&action=answer_appeal&actor_id={MEMBER_ID}"
    )
    assert "Расчёты: раздел временно недоступен." in text(page)
    for name in staff_answers.AUDITED:
        (asked,) = rpc.requests(f"{name}.list_audit")
        assert (asked.account_number, asked.actions, asked.actor_id) == (FLAT, ["answer_appeal"], MEMBER_ID)
        assert (asked.until - asked.since).days == 2, "both days are included"
    wrong = desk.get("/staff/audit?from=yesterday")
    assert wrong.status_code == 422 and "Укажите день в календаре." in text(wrong)


def test_each_record_is_told_in_words() -> None:
    """Of what the services and the partners' office record under a name that stands in the code."""
    root = Path(__file__).parents[2]
    code = "\n".join(file.read_text(encoding="utf-8") for file in (root / "services").rglob("*.py"))
    recorded = set(re.findall(r'audit\.record\(\s*session, [\w.()]+, "(\w+)"', code))
    assert len(recorded) > 30, "the pattern still finds them"
    partners = {f"{action}_partner" for action in ("add", "change", "rotate", "remove", "replay")}
    assert (recorded | partners) - ACTION.keys() == set()


@pytest.mark.req("S5")
def test_the_trail_as_a_file_is_whole_or_refused(desk: FlaskClient, rpc: ScriptedClient) -> None:
    answer = desk.get("/staff/audit.csv")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == 1 + 2 * len(staff_answers.AUDITED)
    assert {row[2] for row in rows[1:]} == {"look_at_cabinet", "answer_appeal"}
    rpc.answers["feedback.list_audit"] = RpcTimeout("feedback.list_audit")
    assert desk.get("/staff/audit.csv").status_code == 503


@pytest.mark.req("S5")
@pytest.mark.parametrize("deed", ["replay", "discard"])
def test_a_dead_letter_is_settled_with_a_reason_after_a_second_look(
    deed: str, desk: FlaskClient, rpc: ScriptedClient
) -> None:
    page, given = "/staff/dead-letters", {"service": "billing", "queue": "q", "letter_id": "d1", "deed": deed}
    refused = post(desk, page, page, **given, reason="нет")
    assert refused.status_code == 422 and rpc.requests("billing.settle_dead_letter") == []
    asked = post(desk, page, page, **given, reason="исправлен тариф")
    assert "исправлен тариф" in text(asked) and rpc.requests("billing.settle_dead_letter") == []
    done = post(desk, page, page, **given, reason="исправлен тариф", confirmed="1")
    assert done.location == page
    (wanted,) = rpc.requests("billing.settle_dead_letter")
    assert (wanted.deed, wanted.letter_id, wanted.reason) == (deed, "d1", "исправлен тариф")


@pytest.mark.req("S5")
def test_dead_letters_and_the_trail_are_for_administrators(desk: FlaskClient) -> None:
    for role in (OPERATOR, ACCOUNTANT):
        as_role(desk, role)
        assert [desk.get(path).status_code for path in ("/staff/dead-letters", "/staff/audit")] == [403, 403]


@pytest.mark.req("S5")
def test_staff_see_the_customers_pages_in_their_own_name(desk: FlaskClient, rpc: ScriptedClient) -> None:
    as_role(desk, OPERATOR)
    assert desk.get("/home").location.startswith("/?"), "without a look there is no cabinet"
    refused = post(desk, LOOK, LOOK, reason="нет")
    assert refused.status_code == 422
    assert post(desk, LOOK, LOOK, reason="звонок абонента").location == "/home"
    rpc.callers.clear(), rpc.asked.clear()
    page = desk.get("/home")
    assert page.status_code == 200
    assert "Вы смотрите кабинет абонента" in text(page) and "звонок абонента" in text(page)
    assert ">Выход<" not in page.text and ">Настройки</a></li>" not in page.text
    looked = rpc.requests("auth.look_at_cabinet")
    assert [(one.user_id, one.page, one.reason) for one in looked] == [("u1", "/home", "звонок абонента")]
    made = [caller for (name, _), caller in zip(rpc.asked, rpc.callers, strict=True) if name != "auth.authenticate"]
    assert {(caller.user_id, caller.role) for caller in made} == {(MEMBER_ID, OPERATOR)}


@pytest.mark.req("S5")
def test_nothing_can_be_changed_during_a_look(desk: FlaskClient, app, rpc: ScriptedClient) -> None:
    post(desk, LOOK, LOOK, reason="звонок абонента")
    page = desk.get("/feedback")
    token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
    for route in route_samples.every(app, "POST"):
        if route.api or route.desk or route.endpoint == "appearance":
            continue
        rpc.asked.clear()
        answer = desk.post(route.path, data={"csrf_token": token}, headers={"Referer": "https://localhost/home"})
        assert answer.status_code == 403, route
        assert [name for name, _ in rpc.asked if not name.startswith("auth.authenticate")] == [], route


@pytest.mark.req("S5")
def test_a_look_ends_by_button_by_time_and_with_the_session(desk: FlaskClient, monkeypatch) -> None:
    post(desk, LOOK, LOOK, reason="звонок абонента")
    assert post(desk, "/staff/look/end", "/home").location == f"/staff/accounts/{FLAT}#people"
    assert desk.get("/home").status_code == 302
    post(desk, LOOK, LOOK, reason="звонок абонента")
    as_role(desk, "nobody-any-more")
    assert desk.get("/home").status_code == 302, "who has signed out looks no more"
    as_role(desk, OPERATOR)
    monkeypatch.setattr("gateway.staff.accounts.impersonation.LASTS", staff_answers.timedelta(seconds=-1))
    post(desk, LOOK, LOOK, reason="звонок абонента")
    assert desk.get("/home").status_code == 302
