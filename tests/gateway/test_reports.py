"""Reports at the desk: asked for, watched, read, and taken away as files with the same totals."""

import csv
import io

import pytest
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook

from contracts.billing import ReportRows
from tests.support.form_posting import post, text
from tests.support.scripted import report_desk
from tests.support.scripted.household import FLAT
from tests.support.scripted.rpc_client import ScriptedClient
from tests.support.scripted.staff_answers import OPERATOR, as_role

pytestmark = pytest.mark.req("S4")
ONE = "/staff/reports/rep-1"


def test_the_list_tells_how_far_a_report_is(desk: FlaskClient) -> None:
    shown = desk.get("/staff/reports")
    page = text(shown)
    assert 'data-live data-refresh="3"' in shown.text, "it is renewed while a report is made"
    assert "готовится: 5 из 12 частей" in page and "месяцы закрыты" in page and "petrova" in page


def test_a_report_is_asked_for_once(desk: FlaskClient, rpc: ScriptedClient) -> None:
    wish = {"kind": "vat", "since": "2026-09", "until": "2026-10", "district": "180"}
    assert post(desk, "/staff/reports", "/staff/reports", **wish).location == "/staff/reports/rep-2"
    [wanted] = rpc.requests("billing.start_report")
    assert (wanted.kind, wanted.since, wanted.until, wanted.district) == ("vat", "2026-09", "2026-10", "180")
    assert post(desk, "/staff/reports", "/staff/reports", **(wish | {"kind": "gossip"})).status_code == 422


def test_a_report_shows_totals_a_drawing_and_its_checksum(desk: FlaskClient, rpc: ScriptedClient) -> None:
    page = desk.get(ONE)
    for words in ("Задолженность по срокам", "12 453,10 ₽", "Центральный участок", "4f2a4f2a", "больше не изменится"):
        assert words in text(page)
    assert "<svg" in page.text and "Этого месяца: 2\xa0500,00\xa0₽" in page.text
    rpc.answers["billing.get_report"] = report_desk.report(differs_from="0" * 64)
    assert "Контрольная сумма другая" in text(desk.get(ONE))


def test_files_have_the_rows_and_the_totals(desk: FlaskClient, rpc: ScriptedClient) -> None:
    row = rpc.answers["billing.list_report_rows"].rows[0]
    rpc.answers["billing.list_report_rows"] = ReportRows(rows=[row, [row[0], "=1+1", *row[2:]]], more=False)
    lines = list(csv.reader(io.StringIO(desk.get(f"{ONE}.csv").data.decode("utf-8-sig")), delimiter=";"))
    assert lines[0][:4] == ["Лицевой счёт", "Абонент", "Район", "Долг"]
    assert lines[1][0] == FLAT and lines[1][3] == "12453,10" and lines[2][1] == "'=1+1"
    assert (lines[-1][0], lines[-1][3]) == ("Итого", "12453,10")
    book = CalamineWorkbook.from_filelike(io.BytesIO(desk.get(f"{ONE}.xlsx").data))
    cells = book.get_sheet_by_index(0).to_python()
    assert (cells[1][0], cells[1][3], cells[-1][0], cells[-1][3]) == (FLAT, 12453.1, "Итого", 12453.1)
    rpc.answers["billing.get_report"] = report_desk.report(state="making")
    assert 'id="state" data-live data-refresh="2"' in desk.get(ONE).text
    assert desk.get(f"{ONE}.csv").status_code == 404
    as_role(desk, OPERATOR)
    assert desk.get(ONE).status_code == 403
