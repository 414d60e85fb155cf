"""Staff and tokens of programs on the administrators' page."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from contracts import auth
from tests.gateway.test_staff_forms import confirmed
from tests.support.form_posting import post, text
from tests.support.scripted import people_desk, staff_answers
from tests.support.scripted.people_desk import OPERATOR
from tests.support.scripted.rpc_client import ScriptedClient

pytestmark = pytest.mark.req("S5")
PAGE = "/staff/people"


@pytest.fixture
def office(customer: FlaskClient, rpc: ScriptedClient) -> FlaskClient:
    """An administrator's browser."""
    rpc.answers |= staff_answers.answers()
    staff_answers.as_role(customer, staff_answers.ADMINISTRATOR)
    return customer


def asked(rpc: ScriptedClient, method: str) -> Any:
    return rpc.requests(f"auth.{method}")[-1]


def test_the_page_tells_who_may_what_and_what_waits(office: FlaskClient) -> None:
    page = text(office.get(PAGE))
    told = ("Дать роль: sidorova, бухгалтер", "Просит petrova", "former", "заблокирован", "1С: выгрузка", "ни разу")
    for words in (*told, "Сверка", "Что может роль"):
        assert words in page, words


def test_keys_are_shown_once_to_who_may_hand_them_over(office: FlaskClient, rpc: ScriptedClient) -> None:
    answer = post(office, PAGE, PAGE, login="ivanova", role="operator")
    assert asked(rpc, "create_staff") == auth.StaffCreation(login="ivanova", role="operator")
    for words in ("gR7-tuhu-Nork-9", "JBSWY3DPEHPK3PXP", "aaaa-bbbb", "один раз"):
        assert words in text(answer)
    assert "no-store" in answer.headers["Cache-Control"]
    assert "<svg" in answer.text
    released = post(office, f"{PAGE}/wishes/w-1/release", PAGE)
    assert asked(rpc, "release_staff_wish") == auth.StaffWishRef(wish_id="w-1") and "aaaa-bbbb" in text(released)
    wrong = post(office, PAGE, PAGE, login="с пробелом", role="operator")
    assert wrong.status_code == 422 and 'href="#login"' in wrong.text


@pytest.mark.parametrize(
    ("way", "method", "form"),
    [
        ("role", "change_staff_role", {"role": "accountant"}),
        ("reset", "reset_staff", {}),
        ("block", "disable_staff", {}),
    ],
)
def test_what_changes_access_is_asked_twice(
    way: str, method: str, form: dict[str, str], office: FlaskClient, rpc: ScriptedClient
) -> None:
    path = f"{PAGE}/{OPERATOR}/{way}"
    assert "sidorova" in text(post(office, path, PAGE, **form)) and not rpc.requests(f"auth.{method}")
    answer = confirmed(office, path, **form)
    assert answer.status_code in (200, 302) and asked(rpc, method).user_id == OPERATOR


def test_sessions_end_and_wishes_go_at_once(office: FlaskClient, rpc: ScriptedClient) -> None:
    assert post(office, f"{PAGE}/{OPERATOR}/sessions", PAGE).status_code == 302
    assert asked(rpc, "end_staff_sessions") == auth.StaffRef(user_id=OPERATOR)
    assert post(office, f"{PAGE}/wishes/w-1/drop", PAGE).status_code == 302 and asked(rpc, "drop_staff_wish")
    rpc.answers["auth.list_staff"] = auth.StaffList(
        members=[], wishes=[people_desk.wish(requested_by=people_desk.MEMBER_ID)]
    )
    assert "Согласиться может только другой" in text(office.get(PAGE))


def test_a_token_is_shown_once_and_revoked(office: FlaskClient, rpc: ScriptedClient) -> None:
    answer = post(office, f"{PAGE}/tokens", PAGE, name="1С", token_login="petrova", days="365")
    assert "lk_once" in text(answer)
    assert asked(rpc, "issue_program_token") == auth.ProgramTokenRequest(login="petrova", name="1С", days=365)
    path = f"{PAGE}/tokens/t-1/revoke"
    assert "1С: выгрузка" in text(post(office, path, PAGE)) and not rpc.requests("auth.revoke_program_token")
    assert confirmed(office, path).status_code == 302 and rpc.requests("auth.revoke_program_token")
    wrong = post(office, f"{PAGE}/tokens", PAGE, name="1С", token_login="petrova", days="900")
    assert wrong.status_code == 422 and 'href="#days"' in wrong.text
