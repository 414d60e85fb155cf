"""Paper bills, closed and renamed accounts, transfers of payments, and payments with a concern at the desk."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from contracts.payments import PaymentList, PaymentTrace
from tests.gateway.test_staff_forms import confirmed
from tests.support.form_posting import post, text
from tests.support.scripted import billing_desk, household
from tests.support.scripted.household import DACHA, FLAT
from tests.support.scripted.rpc_client import ScriptedClient

PAPER = "/staff/runs/2026-10/paper"


@pytest.mark.req("S7")
def test_paper_bills_are_listed_downloaded_and_printed(desk: FlaskClient, rpc: ScriptedClient) -> None:
    rpc.answers["billing.get_printing"] = billing_desk.printing("absent", 0)
    page = desk.get(PAPER)
    assert "Ещё не напечатаны" in text(page) and "1 570,80" in text(page) and 'rel="next"' in page.text
    lines = desk.get(f"{PAPER}.csv").data.decode("utf-8-sig").splitlines()
    assert len(lines) == 3 and lines[1].startswith(f"{FLAT};") and ";'=Иванов;" in lines[2], "all pages, no formulas"
    answer = post(desk, PAPER, PAPER, district="180")
    assert answer.location == f"{PAPER}?district=180"
    [wanted] = rpc.requests("billing.start_printing")
    assert (wanted.period, wanted.district) == ("2026-10", "180")


@pytest.mark.req("S7")
@pytest.mark.parametrize(("state", "words"), [("printing", "1 000 из 2 500"), ("printed", "2026-10-0001.pdf")])
def test_printing_tells_its_progress_and_renews_it_in_place(
    desk: FlaskClient, rpc: ScriptedClient, state: Any, words: str
) -> None:
    rpc.answers["billing.get_printing"] = billing_desk.printing(state)
    page = desk.get(PAPER)
    assert words in text(page) and ("data-refresh" in page.text) == (state == "printing")


@pytest.mark.req("S7")
def test_the_published_run_leads_to_its_paper(desk: FlaskClient, rpc: ScriptedClient) -> None:
    run = rpc.answers["billing.get_run"].model_copy(update={"state": "published"})
    rpc.answers["billing.get_run"] = run
    assert PAPER in desk.get("/staff/runs?period=2026-10").text


@pytest.mark.req("S7")
def test_closed_accounts_say_what_is_left_and_lead_to_the_return_of_it(desk: FlaskClient) -> None:
    page = desk.get("/staff/closed")
    assert "500,00 ₽ переплата" in text(page) and f"/staff/accounts/{FLAT}/payout" in page.text
    lines = desk.get("/staff/closed.csv").data.decode("utf-8-sig").splitlines()
    assert len(lines) == 3 and lines[1].split(";")[1].startswith("'=") and "-500" in lines[1]


@pytest.mark.req("S7")
def test_an_account_that_a_file_renamed_leads_to_the_change_of_owner(desk: FlaskClient) -> None:
    page = desk.get("/staff/renamed")
    assert "Петров Пётр" in text(page) and f"/staff/accounts/{FLAT}/owner" in page.text


@pytest.mark.req("S4")
def test_a_payment_is_moved_whole_after_both_owners_were_shown(desk: FlaskClient, rpc: ScriptedClient) -> None:
    path = f"/staff/accounts/{FLAT}/credits/c3/transfer"
    wish = {"to_account": "(180)111116", "ground": "Заявление плательщика № 5 от 20.11.2026"}
    asked = text(post(desk, path, path, **wish))
    assert "Снять со счёта" in asked and "370,35 ₽" in asked and rpc.requests("billing.transfer_payment") == []
    assert confirmed(desk, path, **wish).location.startswith(f"/staff/accounts/{FLAT}")
    [wanted] = rpc.requests("billing.transfer_payment")
    assert (wanted.credit, wanted.to_account) == ("c3", DACHA)
    assert desk.get(f"/staff/accounts/{FLAT}/credits/none/transfer").status_code == 404


@pytest.mark.req("S5", "B3")
def test_a_concern_says_what_it_is_and_can_only_be_looked_at(desk: FlaskClient, rpc: ScriptedClient) -> None:
    paid = household.payment().model_copy(update={"concern": "chargeback", "concern_detail": "claimed back"})
    rpc.answers["payments.list_for_review"] = PaymentList(payments=[paid])
    assert "плательщик оспорил списание" in text(desk.get("/staff/review"))
    rpc.answers["payments.trace_payment"] = PaymentTrace(payment=paid, steps=[], refunds=[])
    page = desk.get(f"/staff/payments/{paid.payment_id}")
    assert "Плательщик оспорил списание" in text(page) and "/settle" in page.text
    form = desk.get(f"/staff/payments/{paid.payment_id}/settle").text
    assert 'value="paid"' in form and 'value="not_paid"' not in form
