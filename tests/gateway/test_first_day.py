"""The first day's page: what is there, what the first bills still need, and where to go."""

import io
import zipfile

import pytest
from flask.testing import FlaskClient

from tests.support.form_posting import text
from tests.support.scripted import report_desk
from tests.support.scripted.rpc_client import ScriptedClient

pytestmark = pytest.mark.req("S1")


def test_it_names_what_is_missing_and_where_to_mend_it(desk: FlaskClient, rpc: ScriptedClient) -> None:
    page = desk.get("/staff/first-day")
    for words in (
        "SUPPLIER_FILE",
        "Нет тарифа для групп: rural",
        "Без остатка, долг принят за ноль: 290000001",
        "Лицевые счета — готово",
    ):
        assert words in text(page), words
    assert "/staff/imports" in page.text and "/staff/imports/sample/accounts.csv" in page.text
    done = {
        "groups_without_tariff": [],
        "without_opening": [],
        "opening_balances": 20,
        "bills": 20,
        "closed_month": "2026-11",
    }
    rpc.answers["billing.get_first_day"] = report_desk.first_day(**done)
    later = desk.get("/staff/first-day")
    assert "осталось шагов: 1" in text(later), "the requisites of nobody"
    assert "/staff/runs?period=2026-12" in later.text, "the closed month is not offered"


def test_the_example_is_a_package_of_every_file(desk: FlaskClient) -> None:
    with zipfile.ZipFile(io.BytesIO(desk.get("/staff/first-day/example.zip").data)) as archive:
        names = set(archive.namelist())
        assert archive.read("accounts.csv").startswith(b"\xef\xbb\xbfaccount_number;")
    assert {"offices.csv", "tariffs.csv", "tiers.csv", "norms.csv", "accounts.csv", "meters.csv"} <= names
    assert {"readings.csv", "opening_balances.csv"} <= names
