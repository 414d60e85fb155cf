"""What waits for a second person at the desk: who may do what, what is shown first, where a large deed goes."""

import pytest
from flask.testing import FlaskClient

from contracts import payments
from tests.gateway.test_staff_forms import REFUND, confirmed
from tests.support.form_posting import post, text
from tests.support.scripted import money_desk
from tests.support.scripted.household import FLAT
from tests.support.scripted.rpc_client import ScriptedClient
from tests.support.scripted.staff_answers import OPERATOR, as_role

pytestmark = pytest.mark.req("S5")
CORRECTION = f"/staff/accounts/{FLAT}/correction"
WISH = {"direction": "less", "amount": "90000", "ground": "Решение суда 2-15/2026"}


def test_the_list_names_people_and_offers_only_what_will_be_taken(desk: FlaskClient) -> None:
    page = text(desk.get("/staff/approvals"))
    assert "petrova" in page and "Решение суда 2-15/2026" in page and "Возвраты переплат" in page
    assert "Корректировка: Вы один — до 50 000,00 ₽" in page
    assert "Отозвать запрос : публикация счетов" in page and "Одобрить : публикация счетов" not in page
    assert "Одобрить : корректировка" in page
    as_role(desk, OPERATOR)
    assert "Одобрить : корректировка" not in text(desk.get("/staff/approvals"))


def test_a_release_shows_whose_money_it_is_and_is_asked_twice(desk: FlaskClient, rpc: ScriptedClient) -> None:
    path = "/staff/approvals/billing/ap-1/approve"
    asked = text(post(desk, path, "/staff/approvals"))
    for words in ("Долг сейчас", "Долг станет", "Иванова", "petrova", "Решение суда 2-15/2026"):
        assert words in asked
    assert rpc.requests("billing.approve") == []
    assert confirmed(desk, path).location == "/staff/approvals"
    assert rpc.requests("billing.approve")[0].approval_id == "ap-1"
    assert post(desk, "/staff/approvals/auth/ap-1/approve", "/staff/approvals").status_code == 404


def test_a_refusal_needs_a_reason_and_a_request_can_be_taken_back(desk: FlaskClient, rpc: ScriptedClient) -> None:
    path = "/staff/approvals/billing/ap-1/refuse"
    assert post(desk, path, "/staff/approvals", reason="нет").status_code == 422
    assert post(desk, path, "/staff/approvals", reason="Нет решения суда").status_code == 302
    assert rpc.requests("billing.refuse_approval")[0].reason == "Нет решения суда"
    assert post(desk, "/staff/approvals/billing/ap-2/withdraw", "/staff/approvals").status_code == 302


def test_a_correction_above_the_limit_is_handed_over(desk: FlaskClient, rpc: ScriptedClient) -> None:
    above = money_desk.effect(None).model_copy(update={"above_kopecks": 5_000_000})
    rpc.answers["billing.preview_correction"] = above
    asked = post(desk, CORRECTION, "/staff", **WISH)
    assert "Передать на одобрение" in text(asked) and "Один сотрудник проводит до 50 000,00 ₽" in text(asked)
    assert 'name="ask"' in asked.text and 'name="confirmed"' not in asked.text
    answer = post(desk, CORRECTION, "/staff", **WISH, ask="1")
    assert answer.location == "/staff/approvals"
    assert rpc.requests("billing.ask_correction")[0].amount_kopecks == -9_000_000
    assert rpc.requests("billing.post_correction") == []


def test_a_refund_tells_the_debt_and_the_refunds_before_it(desk: FlaskClient, rpc: ScriptedClient) -> None:
    made = rpc.answers["payments.refund_payment"]
    rpc.answers["payments.preview_refund"] = payments.RefundEffect(
        account_number=FLAT, left_kopecks=5_000, above_kopecks=1_500_000, before=[made]
    )
    asked = post(desk, REFUND, "/staff", amount="100", reason="Ошиблась счётом")
    for words in ("возврат уже есть", "Долг станет", "Останется от платежа", "50,00 ₽", "Передать на одобрение"):
        assert words in text(asked)
    answer = post(desk, REFUND, "/staff", amount="100", reason="Ошиблась счётом", ask="1")
    assert answer.location == "/staff/approvals" and len(rpc.requests("payments.ask_refund")) == 1


def test_a_large_publication_is_handed_over(desk: FlaskClient, rpc: ScriptedClient) -> None:
    run = rpc.answers["billing.get_run"]
    rpc.answers["billing.get_run"] = run.model_copy(update={"charged_kopecks": 2_500_000_000})
    asked = post(desk, "/staff/runs/publish", "/staff/runs", period="2026-10")
    assert "Передать на одобрение" in text(asked)
    assert post(desk, "/staff/runs/publish", "/staff/runs", period="2026-10", ask="1").location == "/staff/approvals"
    [wish] = rpc.requests("billing.ask_publication")
    assert (wish.period, wish.district) == ("2026-10", None)
    assert rpc.requests("billing.publish_period") == []
