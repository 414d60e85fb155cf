"""Corrections, payouts and owners at the desk: what is shown before it is done, and who may do it."""

import re

import pytest
from flask.testing import FlaskClient

from tests.gateway.test_staff_forms import confirmed
from tests.support.form_posting import post, text
from tests.support.scripted.household import FLAT
from tests.support.scripted.rpc_client import ScriptedClient
from tests.support.scripted.staff_answers import OPERATOR, as_role

ACCOUNT = f"/staff/accounts/{FLAT}"
CORRECTION = f"{ACCOUNT}/correction"
WISH = {"direction": "less", "amount": "120,50", "ground": "Акт № 7: счётчик спешил"}
BANK = {"recipient": "Иванова Анна", "bank_account": "4081 7810 0999 1000 4312", "bik": "044525225"}


def shown(answer: object) -> str:
    return text(answer).replace("\N{NO-BREAK SPACE}", " ")  # type: ignore[arg-type]


@pytest.mark.req("S4", "S7")
def test_a_correction_shows_name_and_debt_before_and_after(desk: FlaskClient, rpc: ScriptedClient) -> None:
    page = shown(post(desk, CORRECTION, CORRECTION, **WISH))
    for words in ("Иванова Анна Петровна", "Было 100,00 ₽", "Станет переплата 20,50 ₽", "Войдёт в счёт ноябрь 2026"):
        assert words in page, words
    assert rpc.requests("billing.post_correction") == []


@pytest.mark.req("S4", "S7")
def test_a_correction_may_carry_kwh_of_a_month_and_vat(desk: FlaskClient, rpc: ScriptedClient) -> None:
    kwh = {"volume": "16", "zone": "one", "month": "2026-08", "vat_rate": "20"}
    assert "Объём −16 кВт·ч" in shown(post(desk, CORRECTION, CORRECTION, **WISH, **kwh))
    confirmed(desk, CORRECTION, **WISH, **kwh)
    [wanted] = rpc.requests("billing.post_correction")
    assert (wanted.volume, wanted.zone, wanted.month, wanted.vat_rate) == (-16, "one", "2026-08", 20)
    for wrong in ({"volume": "16"}, {"volume": "-5"}, {"volume": "1,5"}, {"volume": "16", "month": "2026-08"}):
        assert post(desk, CORRECTION, CORRECTION, **WISH, **wrong).status_code == 422, wrong


@pytest.mark.req("S4", "S7")
def test_a_correction_is_taken_back_once(desk: FlaskClient, rpc: ScriptedClient) -> None:
    page = desk.get(CORRECTION)
    assert re.findall(r'name="correction" value="(\w+)"', page.text) == ["c1"], "the other one is undone already"
    asked = post(desk, f"{CORRECTION}/undo", CORRECTION, correction="c1")
    assert "Отменить корректировку?" in shown(asked) and "Акт № 7" in shown(asked)
    assert rpc.requests("billing.undo_correction") == []
    assert confirmed(desk, f"{CORRECTION}/undo", correction="c1").location == f"{ACCOUNT}#timeline"
    assert rpc.requests("billing.undo_correction")[0].correction == "c1"
    assert post(desk, f"{CORRECTION}/undo", CORRECTION, correction="c9").status_code == 422


@pytest.mark.req("S4", "S7")
def test_an_overpayment_goes_back_by_two_people(desk: FlaskClient, rpc: ScriptedClient) -> None:
    path = f"{ACCOUNT}/payout"
    wish = {"amount": "500", **BANK, "bank_name": "ПАО Сбербанк", "application": "45 от 20.11.2026"}
    assert "одобрит другой сотрудник" in shown(post(desk, path, path, **wish))
    assert confirmed(desk, path, **wish).location == f"/staff/payouts?account={FLAT}"
    [wanted] = rpc.requests("billing.request_payout")
    assert (wanted.amount_kopecks, wanted.bank_account) == (50_000, "40817810099910004312")
    assert post(desk, path, path, **(wish | {"bik": "12"})).status_code == 422
    page = shown(desk.get("/staff/payouts"))
    assert "500,00 ₽ — ждёт одобрения другого сотрудника" in page and "Записать исполнение" in page
    for step, data in (
        ("approve", {}),
        ("pay", {"paid_on": "2026-11-24", "order_number": "17"}),
        ("refuse", {"reason": "Счёт закрыт"}),
    ):
        assert post(desk, f"/staff/payouts/p-1/{step}", "/staff/payouts", **data).status_code == 302, step
    assert rpc.requests("billing.record_payout")[0].paid_on.isoformat() == "2026-11-24"
    assert post(desk, "/staff/payouts/p-1/pay", "/staff/payouts", paid_on="завтра").status_code == 422
    assert post(desk, "/staff/payouts.csv", "/staff/payouts").data == b"payout\n"


@pytest.mark.req("S4")
def test_a_change_of_owner_says_what_stays_with_whom(desk: FlaskClient, rpc: ScriptedClient) -> None:
    path = f"{ACCOUNT}/owner"
    page = shown(desk.get(path))
    assert "Петров Пётр Петрович" in page and "по 31.05.2026" in page and "1 234,56 ₽" in page
    wish = {"since": "2026-11-01", "full_name": "Сидоров Иван", "ground": "выписка ЕГРН от 01.11.2026"}
    asked = shown(post(desk, path, path, **wish))
    assert "Иванова Анна Петровна" in asked and "останутся за прежним собственником" in asked
    assert confirmed(desk, path, **wish).location == ACCOUNT
    assert rpc.requests("billing.change_owner")[0].full_name == "Сидоров Иван"
    as_role(desk, OPERATOR)
    assert "Сменился собственник" not in shown(desk.get(path)) and post(desk, path, path, **wish).status_code == 403


@pytest.mark.req("S5")
def test_an_account_is_taken_from_its_cabinets(desk: FlaskClient, rpc: ScriptedClient) -> None:
    path = f"{ACCOUNT}/detach"
    assert f'href="{path}"' in desk.get(ACCOUNT).text
    assert "получат письмо" in shown(post(desk, path, path, reason="Квартира продана"))
    assert rpc.requests("auth.detach_account") == []
    answer = confirmed(desk, path, reason="Квартира продана")
    assert answer.location == f"{ACCOUNT}#people"
    assert rpc.requests("auth.detach_account")[0].reason == "Квартира продана"
    assert post(desk, path, path, reason="ок").status_code == 422
