"""News: at the entrance and on the customers' pages, asked for by nobody's page, and not at the desk."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from chassis.errors import RpcTimeout
from contracts.notifications import NewsList
from tests.support.form_posting import post, text
from tests.support.scripted import staff_answers
from tests.support.scripted.rpc_client import ScriptedClient

TOLD = "Важно. Ночью портал будет недоступен"


@pytest.mark.req("S5")
def test_everybody_sees_the_news_and_no_page_asks_for_it(
    app: Flask, customer: FlaskClient, rpc: ScriptedClient
) -> None:
    rpc.answers["notifications.list_news"] = NewsList(news=[staff_answers.news()])
    app.extensions["news"].refresh()
    rpc.asked.clear()
    assert TOLD in text(customer.get("/home"))
    customer.delete_cookie("__Host-session", domain="localhost", path="/")
    assert TOLD in text(customer.get("/"))
    assert rpc.requests("notifications.list_news") == []
    rpc.answers["notifications.list_news"] = RpcTimeout("notifications.list_news")
    app.extensions["news"].refresh()
    assert TOLD in text(customer.get("/")), "a silent service takes nothing away"


@pytest.mark.req("S5")
def test_staff_write_it_by_the_clock_of_moscow(desk: FlaskClient, rpc: ScriptedClient) -> None:
    page = "/staff/news"
    given = {"text": "Ночью  портал\nбудет недоступен", "starts_at": "2026-12-01T22:00", "ends_at": "2026-12-02T06:00"}
    assert post(desk, page, page, **given).location == page
    (wanted,) = rpc.requests("notifications.write_news")
    assert (wanted.text, wanted.warning) == ("Ночью портал будет недоступен", False)
    assert wanted.starts_at.isoformat() == "2026-12-01T22:00:00+03:00"
    wrong = post(desk, page, page, **given | {"ends_at": "завтра"})
    assert wrong.status_code == 422 and "Укажите день и время." in text(wrong) and "Ночью" in text(wrong)
    assert post(desk, f"{page}/n1/end", page).location == page
