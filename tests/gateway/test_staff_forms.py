"""What staff do at the desk: what is asked of the services, what is confirmed first, what a refusal looks like."""

import io
import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from chassis.errors import Refusal
from tests.support.form_posting import post, text
from tests.support.scripted.household import FLAT
from tests.support.scripted.rpc_client import ScriptedClient
from tests.support.scripted.staff_answers import ACCOUNTANT, OPERATOR, PAYMENT, as_role

ACCOUNT = f"/staff/accounts/{FLAT}"
REFUND = f"/staff/payments/{PAYMENT}/refund"
APPEAL = f"{ACCOUNT}/appeals/a1"
WITHDRAW = f"{ACCOUNT}/readings/7/withdraw"


def nonce(page: str) -> str:
    found = re.search(r'name="nonce" value="([^"]+)"', page)
    assert found
    return found[1]


def confirmed(client: FlaskClient, path: str, **data: str) -> TestResponse:
    """Post the form, then what the page between asks to post."""
    asked = post(client, path, "/staff", **data)
    assert asked.status_code == 200 and 'name="confirmed"' in asked.text, text(asked)
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', asked.text))
    hidden.pop("csrf_token")
    return post(client, path, "/staff", **hidden, confirmed="1")


@pytest.mark.req("M4.1.11", "S5")
def test_a_refund_is_asked_twice_and_made_once(desk: FlaskClient, rpc: ScriptedClient) -> None:
    once = nonce(desk.get(REFUND).text)
    wish = {"amount": "100,00", "reason": "Ошиблась счётом", "nonce": once}
    asked = post(desk, REFUND, "/staff", **wish)
    assert "Вернуть деньги на карту?" in text(asked) and "100,00 ₽ (часть платежа)" in text(asked)
    assert rpc.requests("payments.refund_payment") == []
    for _ in range(2):
        answer = confirmed(desk, REFUND, **wish)
        assert answer.location == f"/staff/payments/{PAYMENT}#refunds"
    first, second = rpc.requests("payments.refund_payment")
    assert first == second, "a double press repeats the same key"
    assert (first.payment_id, first.amount_kopecks, first.reason) == (PAYMENT, 10_000, "Ошиблась счётом")
    other = confirmed(desk, REFUND, **(wish | {"amount": "50"}))
    assert other.status_code == 302
    assert rpc.requests("payments.refund_payment")[-1].idempotency_key != first.idempotency_key
    assert "Возврат 100,00 ₽: выполнен" in text(desk.get(f"/staff/payments/{PAYMENT}"))


@pytest.mark.parametrize(
    ("typed", "field", "remedy"),
    [
        ({"amount": "сто", "reason": "Ошибка"}, "amount", "Укажите сумму цифрами"),
        ({"amount": "0", "reason": "Ошибка"}, "amount", "Укажите сумму больше нуля"),
        ({"amount": "-5", "reason": "Ошибка"}, "amount", "Укажите сумму без знака"),
        ({"amount": "5", "reason": " "}, "reason", "Заполните это поле"),
    ],
)
def test_a_wrong_refund_names_field_and_remedy(
    typed: dict[str, str], field: str, remedy: str, desk: FlaskClient, rpc: ScriptedClient
) -> None:
    answer = post(desk, REFUND, "/staff", **typed)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text and remedy in text(answer)
    assert rpc.requests("payments.refund_payment") == []


def test_what_payments_refuses_lands_on_the_form(desk: FlaskClient, rpc: ScriptedClient) -> None:
    rpc.answers["payments.refund_payment"] = Refusal(
        "refund_not_possible", "Вернуть можно не больше 650,00 ₽", "amount_kopecks"
    )
    answer = confirmed(desk, REFUND, amount="700", reason="Ошиблась счётом")
    assert answer.status_code == 409 and 'id="amount-error"' in answer.text
    assert 'value="700"' in answer.text, "what was typed stays"


def test_one_may_go_back_and_correct(desk: FlaskClient) -> None:
    answer = post(desk, REFUND, "/staff", amount="70", reason="Ошиблась счётом", edit="1")
    assert answer.status_code == 200 and 'value="70"' in answer.text and "Продолжить" in answer.text


@pytest.mark.req("M4.7.1", "S5")
def test_an_answer_goes_with_its_files(desk: FlaskClient, rpc: ScriptedClient) -> None:
    attached = (io.BytesIO(b"%PDF-1.4 act"), "акт.pdf")
    answer = post(desk, APPEAL, APPEAL, text="Исправили", nonce="0123456789", files=attached)
    assert answer.location == APPEAL
    [sent] = rpc.requests("feedback.answer_appeal")
    assert (sent.appeal_id, sent.text, [file.name for file in sent.files]) == ("a1", "Исправили", ["акт.pdf"])
    large = post(desk, APPEAL, APPEAL, text="Исправили", files=(io.BytesIO(bytes(2 * 1024 * 1024 + 1)), "большой.pdf"))
    assert large.status_code == 422 and "больше 2 МБ" in text(large) and "Исправили" in large.text
    assert len(rpc.requests("feedback.answer_appeal")) == 1


def test_a_file_of_an_appeal_can_do_nothing(desk: FlaskClient, rpc: ScriptedClient) -> None:
    answer = desk.get(f"{APPEAL}/files/f1")
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["Content-Security-Policy"].endswith("sandbox")
    assert rpc.requests("feedback.get_file")[0].account_number == FLAT


@pytest.mark.req("S4")
def test_a_control_reading_is_recorded(desk: FlaskClient, rpc: ScriptedClient) -> None:
    path = f"{ACCOUNT}/readings/control"
    data = {"reading_day": "13000", "reading_night": "5900", "taken_on": "2026-11-20", "act": "15 от 20.11.2026"}
    asked = post(desk, path, path, **data)
    page = text(asked).replace("\N{NO-BREAK SPACE}", " ")
    assert "Записать контрольные показания?" in page and "г. Калуга, ул. Кирова, д. 12, кв. 34" in page
    assert "было 12840, стало 13000: +160 кВт·ч" in page and "По этим показаниям начислим примерно" in page
    assert "Расход 220 кВт·ч — намного больше обычного" in page, "what is doubtful is asked before it is recorded"
    assert rpc.requests("readings.record_control_reading") == []
    assert confirmed(desk, path, **data).location == f"{ACCOUNT}#readings"
    [wanted] = rpc.requests("readings.record_control_reading")
    assert wanted.confirmed and not wanted.passed_zero
    assert [(v.zone, v.value) for v in wanted.values] == [("day", 13000), ("night", 5900)]
    assert str(wanted.taken_on) == "2026-11-20"
    confirmed(desk, path, **data, passed_zero="1")
    assert rpc.requests("readings.record_control_reading")[-1].passed_zero
    for wrong in (
        {"reading_day": "12,5"},
        {"reading_day": "13 000"},
        {"reading_day": "13О00"},
        {"taken_on": "вчера"},
        {"act": ""},
        {"reading_day": "", "reading_night": ""},
    ):
        assert post(desk, path, path, **(data | wrong)).status_code == 422, wrong


@pytest.mark.req("S4")
def test_a_reading_is_withdrawn_with_a_reason(desk: FlaskClient, rpc: ScriptedClient) -> None:
    answer = confirmed(desk, WITHDRAW, reason="Списали с чужого счётчика")
    assert answer.location == f"{ACCOUNT}#readings"
    [wanted] = rpc.requests("readings.withdraw_reading")
    assert (wanted.account_number, wanted.reading_id, wanted.reason) == (FLAT, "7", "Списали с чужого счётчика")


@pytest.mark.req("S4")
@pytest.mark.parametrize(("direction", "kopecks"), [("less", -12_050), ("more", 12_050)])
def test_a_correction_has_a_direction_and_a_ground(
    direction: str, kopecks: int, desk: FlaskClient, rpc: ScriptedClient
) -> None:
    as_role(desk, ACCOUNTANT)
    path = f"{ACCOUNT}/correction"
    answer = confirmed(desk, path, direction=direction, amount="120,50", ground="Акт № 7: счётчик спешил")
    assert answer.location == f"{ACCOUNT}#timeline"
    [wanted] = rpc.requests("billing.post_correction")
    assert (wanted.amount_kopecks, wanted.ground) == (kopecks, "Акт № 7: счётчик спешил")
    assert post(desk, path, path, direction="?", amount="1", ground="Акт № 7").status_code == 422


@pytest.mark.req("S4")
def test_other_debts_and_a_notice_are_stated(desk: FlaskClient, rpc: ScriptedClient) -> None:
    path = f"{ACCOUNT}/debts"
    assert post(desk, path, path, penalty="1,50", court="0", duty="400", restriction="").location == ACCOUNT
    [stated] = rpc.requests("billing.set_other_debts")
    assert list(stated.debts.model_dump().values()) == [150, 0, 40_000, 0]
    answer = confirmed(desk, f"{ACCOUNT}/notice", delivered_on="2026-11-20", channel="заказное письмо")
    assert answer.location == ACCOUNT
    assert rpc.requests("billing.issue_notice")[0].channel == "заказное письмо"


@pytest.mark.req("S5")
def test_a_letter_is_sent_again_after_a_second_look(desk: FlaskClient, rpc: ScriptedClient) -> None:
    path = "/staff/letters/l1/resend"
    assert confirmed(desk, path, to="ivanova@list.ru", subject="Чек").location == "/staff/letters"
    assert [wanted.letter_id for wanted in rpc.requests("notifications.resend_letter")] == ["l1"]
    rpc.answers["notifications.resend_letter"] = Refusal(
        "letter_not_found", "Это письмо нельзя повторить.", "letter_id"
    )
    assert "Это письмо нельзя повторить." in text(confirmed(desk, path, to="a@b.ru", subject="Чек"))
    assert desk.get("/staff/letters?account_number=12").status_code == 422


@pytest.mark.req("S2", "S5")
def test_a_period_is_run_and_published(desk: FlaskClient, rpc: ScriptedClient) -> None:
    started = post(desk, "/staff/runs/start", "/staff/runs", period="2026-10", district="")
    assert started.location == "/staff/runs?period=2026-10"
    published = confirmed(desk, "/staff/runs/publish", period="2026-10", district="180")
    assert published.location == "/staff/runs?period=2026-10&district=180"
    assert [(w.period, w.district) for w in rpc.requests("billing.publish_period")] == [("2026-10", "180")]
    for query in ("period=2026-13", "period=2026-10&district=18"):
        assert desk.get(f"/staff/runs?{query}").status_code == 422


def test_a_run_that_goes_on_renews_its_page(desk: FlaskClient, rpc: ScriptedClient) -> None:
    going: Any = rpc.answers["billing.run_period"]
    rpc.answers["billing.get_run"] = going
    page = desk.get("/staff/runs").text
    assert 'data-refresh="3"' in page and "/staff/runs/publish" not in page


@pytest.mark.req("S5")
@pytest.mark.parametrize(
    "path", ["/staff/runs/start", "/staff/runs/publish", f"{ACCOUNT}/correction", f"{ACCOUNT}/debts"]
)
def test_an_operator_does_no_accountants_work(path: str, desk: FlaskClient, rpc: ScriptedClient) -> None:
    as_role(desk, OPERATOR)
    assert post(desk, path, "/staff", period="2026-10", confirmed="1").status_code == 403
    assert {name for name, _ in rpc.asked if name.startswith("billing.")} == set()
