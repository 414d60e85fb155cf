"""The list of debtors at the desk: choice, files, notices to many."""

import io
from typing import Any

import pytest
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook

from contracts.billing import DebtExport, DebtListQuery, NoticeBatchRequest
from tests.gateway.test_staff_forms import confirmed
from tests.support.form_posting import post, text
from tests.support.scripted import debt_desk
from tests.support.scripted.rpc_client import ScriptedClient

pytestmark = pytest.mark.req("S4", "S5")
LIST, BATCH = "/staff/debtors/list", "/staff/debtors/notices/nb-1"
CHOICE = {"district": "180", "least": "1 000,50", "months": "7", "in_court": "no", "notified": "yes"}
FILTER = {
    "district": "180",
    "least_kopecks": 100_050,
    "most_kopecks": None,
    "least_months": 7,
    "in_court": False,
    "agreement": None,
    "notified": True,
}


def asked(rpc: ScriptedClient, method: str) -> Any:
    return rpc.requests(method)[-1]


def test_a_choice_is_asked_for_told_and_carried_on(desk: FlaskClient, rpc: ScriptedClient) -> None:
    page = text(desk.get(LIST, query_string=CHOICE | {"order": "age"}))
    assert "сначала старый долг" in page
    assert asked(rpc, "billing.list_debts") == DebtListQuery(order="age", **FILTER)
    for words in (
        "3 188 должников",
        "28 453 100,00 ₽",
        "долг от 1 000,50 ₽",
        "без решения суда",
        "оплачен",
        "8 месяцев",
    ):
        assert words in page, words
    raw = desk.get(LIST, query_string=CHOICE).text
    assert "page=1" in raw and 'name="least" value="1 000,50"' in raw


@pytest.mark.parametrize(
    ("field", "typed"), [("district", "18"), ("least", "много"), ("months", "x"), ("in_court", "?")]
)
def test_a_wrong_filter_is_named(desk: FlaskClient, field: str, typed: str) -> None:
    answer = desk.get(LIST, query_string={field: typed})
    assert answer.status_code == 422 and f'href="#{field}"' in answer.text


@pytest.mark.parametrize("reader", ["bailiffs", "network"])
def test_files_have_what_their_reader_needs_of_who_owes_now(
    reader: Any, desk: FlaskClient, rpc: ScriptedClient
) -> None:
    csv = post(desk, f"{LIST}/{reader}.csv", page=LIST, **CHOICE)
    assert asked(rpc, "billing.export_debts") == DebtExport(reader=reader, page=1, **FILTER)
    lines = csv.get_data(as_text=True).splitlines()
    assert len(lines) == 3, "a heading, and who still owes on both pages"
    assert "12453,10" in lines[1] and debt_desk.SECOND not in csv.get_data(as_text=True)
    assert ("011482339" in lines[1]) == (reader == "network")
    book = CalamineWorkbook.from_filelike(io.BytesIO(post(desk, f"{LIST}/{reader}.xlsx", page=LIST).data))
    assert len(book.get_sheet_by_index(0).to_python()) == 3
    assert post(desk, f"{LIST}/neighbours.csv", page=LIST).status_code == 404


def test_notices_are_judged_looked_at_confirmed_and_printed(desk: FlaskClient, rpc: ScriptedClient) -> None:
    answer = post(desk, "/staff/debtors/notices", page=LIST, sent_on="2026-11-05", channel="курьер", **CHOICE)
    assert answer.status_code == 302 and answer.location.endswith(BATCH)
    wish = asked(rpc, "billing.start_notices")
    assert isinstance(wish, NoticeBatchRequest) and wish.model_dump(include=set(FILTER)) == FILTER
    assert (wish.channel, str(wish.sent_on)) == ("курьер", "2026-11-05")
    page = text(desk.get(BATCH))
    assert "2 900 счетов" in page and "Прежнее уведомление ещё действует" in page
    ask = text(post(desk, f"{BATCH}/confirm", page=BATCH))
    assert "27 453 100,00 ₽" in ask and not rpc.requests("billing.confirm_notices")
    assert confirmed(desk, f"{BATCH}/confirm").status_code == 302
    assert rpc.requests("billing.confirm_notices")
    rpc.answers["billing.get_notices"] = debt_desk.batch(state="done", outcomes={"sent": 501})
    assert "PDF, часть 2" in text(desk.get(BATCH))
    assert desk.get(f"{BATCH}/0.pdf").mimetype == "application/pdf"
    printed = asked(rpc, "printer.print_notices")
    assert (printed.notices[0].debt_kopecks, printed.notice_days) == (1_245_310, 20)
    assert desk.get(f"{BATCH}/7.pdf").status_code == 404
