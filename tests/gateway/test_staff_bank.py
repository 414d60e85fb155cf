"""Registers, unmatched money, reconciliation and reviews at the desk: what is asked, what is confirmed, who may."""

import csv
import io
from base64 import b64decode

import pytest
from flask.testing import FlaskClient

from chassis.errors import Refusal, ServiceUnavailable
from contracts.bank_readings import BankReading, BankReadings
from contracts.registers import GivenReading, GivenValue, OperationList
from tests.gateway.test_staff_forms import confirmed, nonce
from tests.support.form_posting import post, text
from tests.support.scripted.payments_desk import operation
from tests.support.scripted.rpc_client import ScriptedClient
from tests.support.scripted.staff_answers import ACCOUNTANT, OPERATOR, PAYMENT, as_role

pytestmark = pytest.mark.req("S5")
SETTLE = f"/staff/payments/{PAYMENT}/settle"


def upload(client: FlaskClient, content: bytes, name: str = "sber_0511.txt", **more: str):  # type: ignore[no-untyped-def]
    return post(client, "/staff/registers", "/staff/registers", file=(io.BytesIO(content), name), **more)


@pytest.mark.req("S3")
def test_a_register_is_sent_as_it_is_and_its_rows_are_shown(desk: FlaskClient, rpc: ScriptedClient) -> None:
    as_role(desk, ACCOUNTANT)
    content = "реестр".encode("cp1251")
    answer = upload(desk, content, profile="sber-branches")
    assert (answer.status_code, answer.location) == (303, "/staff/registers/r1")
    (asked,) = rpc.requests("payments.take_register")
    assert (b64decode(asked.content), asked.file_name, asked.profile) == (content, "sber_0511.txt", "sber-branches")
    assert "Реестр принят: 1 200 операций. Без лицевого счёта: 2." in text(desk.get("/staff/registers"))


@pytest.mark.req("S3")
def test_a_refused_file_tells_each_fault_by_line_and_field(desk: FlaskClient, rpc: ScriptedClient) -> None:
    faults = [
        {"line": 17, "field": "сумма", "remedy": "сумма, например 1234,56"},
        {"line": 0, "field": "", "remedy": "обрезан"},
    ]
    rpc.answers["payments.take_register"] = Refusal("register_refused", "Файл не принят", "content", {"faults": faults})
    page = upload(desk, b"x")
    assert page.status_code == 422
    for words in ("Файл не принят", "Из него не взято ничего", "17", "сумма, например 1234,56", "весь файл", "обрезан"):
        assert words in text(page)
    assert "Выберите файл реестра." in text(post(desk, "/staff/registers", "/staff/registers"))
    assert "Файл больше 6 МБ" in text(upload(desk, b"x" * (6 * 1024 * 1024 + 1)))


@pytest.mark.req("S3")
def test_money_is_assigned_and_taken_back_after_a_second_look(desk: FlaskClient, rpc: ScriptedClient) -> None:
    wish = {"account_number": "(180)111112", "reason": "квитанция абонента"}
    asked = post(
        desk, "/staff/operations/5/assign", "/staff", nonce=nonce(desk.get("/staff/operations/5").text), **wish
    )
    assert "Зачислить деньги на счёт?" in text(asked) and "Иванова Анна Петровна" in text(asked)
    assert rpc.requests("payments.assign_operation") == []
    assert confirmed(desk, "/staff/operations/5/assign", **wish).location == "/staff/operations/5"
    (made,) = rpc.requests("payments.assign_operation")
    assert (made.operation_id, made.account_number, made.reason) == (5, "180111112", "квитанция абонента")
    confirmed(desk, "/staff/operations/6/release", reason="не тот абонент")
    assert rpc.requests("payments.release_operation")[0].reason == "не тот абонент"
    wrong = post(desk, "/staff/operations/5/assign", "/staff", account_number="12", reason="квитанция")
    assert wrong.status_code == 422


@pytest.mark.req("S3", "M4.6.1")
def test_readings_of_a_row_are_shown_with_what_became_of_them(desk: FlaskClient, rpc: ScriptedClient) -> None:
    given = [GivenReading(values=[GivenValue(digits="11150")])]
    rows = [operation(number, "180111112" if number != 5 else None, readings=given) for number in (5, 6, 7, 8)]
    rows[3] = rows[3].model_copy(update={"amount_kopecks": 0})
    rpc.answers["payments.list_operations"] = OperationList(operations=rows)
    told = {"serial": "", "written": "11150", "account_number": "180111112", "channel": "ПАО СБЕРБАНК"}
    outcomes = [
        BankReading(operation="100000000006", outcome="recorded", reason="", reading_id="1", **told),
        BankReading(operation="100000000008", outcome="refused", reason="меньше прошлого", reading_id=None, **told),
    ]
    rpc.answers["readings.list_bank_readings"] = BankReadings(readings=outcomes)
    page = text(desk.get("/staff/registers/r1"))
    for words in (
        "Показания: 11150, проверим, когда найдётся счёт",
        "Показания: 11150 — приняты",
        "Показания: 11150, проверяются",
        "— не приняты : меньше прошлого",
        "только показания",
    ):
        assert words in page
    (asked,) = rpc.requests("readings.list_bank_readings")
    assert [one.operation for one in asked.operations] == [f"10000000000{number}" for number in (5, 6, 7, 8)]
    rpc.answers["readings.list_bank_readings"] = ServiceUnavailable("readings", "away")
    away = desk.get("/staff/registers/r1")
    assert away.status_code == 200 and "сейчас узнать нельзя" in text(away)


@pytest.mark.req("S3")
def test_readings_without_money_are_assigned_in_their_own_words(desk: FlaskClient, rpc: ScriptedClient) -> None:
    given = [GivenReading(values=[GivenValue(zone="day", digits="100"), GivenValue(zone="night", digits="50")])]
    alone = operation(5, readings=given).model_copy(update={"amount_kopecks": 0})
    rpc.answers["payments.get_operation"] = alone
    rpc.answers["payments.assign_operation"] = alone
    wish = {"account_number": "180111112", "reason": "по звонку абонента"}
    asked = post(
        desk, "/staff/operations/5/assign", "/staff", nonce=nonce(desk.get("/staff/operations/5").text), **wish
    )
    assert "Отнести показания к счёту?" in text(asked) and "день 100, ночь 50" in text(asked)
    assert confirmed(desk, "/staff/operations/5/assign", **wish).location == "/staff/operations/5"
    assert "Показания передаются на счёт" in text(desk.get("/staff/operations/5"))


@pytest.mark.req("B3")
def test_the_report_of_a_day_opens_in_a_spreadsheet(desk: FlaskClient) -> None:
    answer = desk.get("/staff/reconciliation/2026-11-05.csv")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))
    assert rows[1][1:6] == ["есть в банке, нет в портале", "оплата", PAYMENT, "b1", "180111112"]
    assert rows[1][6:9] == ["750,00", "", ""]
    assert rows[2][4] == "'=cmd()", "nothing of a bank's file becomes a formula"
    assert rows[3][1:3] == ["Всего за день", "сошлось: 212"]
    assert "sverka-2026-11-05.csv" in answer.headers["Content-Disposition"]
    assert desk.get("/staff/reconciliation/never").status_code == 404


@pytest.mark.req("B3")
def test_a_day_is_compared_again_on_demand(desk: FlaskClient, rpc: ScriptedClient) -> None:
    answer = post(desk, "/staff/reconciliation", "/staff/reconciliation", day="2026-11-05")
    assert answer.location == "/staff/reconciliation/2026-11-05"
    assert str(rpc.requests("payments.reconcile_day")[0].day) == "2026-11-05"
    assert post(desk, "/staff/reconciliation", "/staff/reconciliation", day="завтра").status_code == 422


@pytest.mark.req("B3")
def test_a_review_is_settled_with_a_reason_after_a_second_look(desk: FlaskClient, rpc: ScriptedClient) -> None:
    wish = {"decision": "paid", "reason": "видно в кабинете банка"}
    answer = confirmed(desk, SETTLE, **wish)
    assert answer.location == f"/staff/payments/{PAYMENT}"
    (made,) = rpc.requests("payments.settle_review")
    assert (made.payment_id, made.decision, made.reason) == (PAYMENT, "paid", "видно в кабинете банка")
    confirmed(desk, SETTLE, decision="refused", reason="возврата в банке нет", refund_id="f1")
    assert rpc.requests("payments.settle_refund")[0].refund_id == "f1"
    rpc.answers["payments.settle_review"] = Refusal("review_not_possible", "Банк показывает, что денег нет", "decision")
    assert "Банк показывает, что денег нет" in text(post(desk, SETTLE, "/staff", **wish, confirmed="1"))
    assert post(desk, SETTLE, "/staff", reason="без решения").status_code == 422


@pytest.mark.req("B3")
def test_staff_may_ask_the_bank_now(desk: FlaskClient, rpc: ScriptedClient) -> None:
    as_role(desk, OPERATOR)
    answer = post(desk, f"/staff/payments/{PAYMENT}/ask", "/staff")
    assert (answer.status_code, answer.location) == (303, f"/staff/payments/{PAYMENT}")
    assert rpc.requests("payments.ask_bank")[0].payment_id == PAYMENT
    assert desk.get(SETTLE).status_code == 403
    assert "Завершить проверку" not in text(desk.get(f"/staff/payments/{PAYMENT}"))


@pytest.mark.req("B3")
def test_an_order_that_only_the_bank_knows_becomes_a_payment_again(desk: FlaskClient, rpc: ScriptedClient) -> None:
    as_role(desk, ACCOUNTANT)
    asked = desk.get("/staff/restoring?order=261105-8F2K9QWX4T")
    for words in ("750,00", "700,00", "220220**2424", 'value="180111112"'):
        assert words in asked.text.replace("\N{NO-BREAK SPACE}", " ")
    assert "order=%3Dcmd()" in desk.get("/staff/reconciliation/2026-11-05").text
    wish = {"order": "261105-8F2K9QWX4T", "account_number": "180111112", "reason": "реестр банка за 5 ноября"}
    shown = post(desk, "/staff/restoring", "/staff", nonce=nonce(asked.text), **wish)
    assert "Восстановить платёж?" in text(shown) and "Иванова Анна Петровна" in text(shown)
    other = post(desk, "/staff/restoring", "/staff", nonce=nonce(asked.text), **wish | {"account_number": "180111111"})
    assert "у банка указан другой счёт: 180111112" in text(other).replace("(180)111112", "180111112")
    assert rpc.requests("payments.restore_payment") == []
    done = confirmed(desk, "/staff/restoring", **wish)
    (made,) = rpc.requests("payments.restore_payment")
    assert (made.order, made.account_number, made.reason) == tuple(wish.values())
    assert "Калуга" in made.address and done.location.startswith("/staff/payments/")
    rpc.answers["payments.look_at_stray"] = Refusal("restoring_not_possible", "Денег по заказу нет", "order")
    refused = desk.get("/staff/restoring?order=x")
    assert refused.status_code == 409 and "Денег по заказу нет" in text(refused) and "Спросить банк" in text(refused)
    as_role(desk, OPERATOR)
    assert desk.get("/staff/restoring").status_code == 403
