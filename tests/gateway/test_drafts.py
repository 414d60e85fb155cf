"""A draft of an appeal on the page: it comes back, it is kept with and without script, «очистить» drops it."""

import pytest
from flask.testing import FlaskClient

from contracts.feedback import Draft
from contracts.wire import Nothing
from tests.support.form_posting import post, text
from tests.support.scripted.rpc_client import ScriptedClient

PAGE = "/feedback"


@pytest.mark.req("M4.7.1")
def test_a_draft_is_in_the_form_after_signing_in_again(customer: FlaskClient, rpc: ScriptedClient) -> None:
    rpc.answers["feedback.get_draft"] = Draft(kind="readings", text="Счётчик <сломан>")
    page = customer.get(PAGE)
    assert "Счётчик &lt;сломан&gt;</textarea>" in page.text and "Это Ваш черновик" in text(page)


@pytest.mark.req("M4.7.1")
def test_it_is_kept_by_the_button_and_by_the_script(customer: FlaskClient, rpc: ScriptedClient) -> None:
    rpc.answers["feedback.save_draft"] = Nothing()
    assert post(customer, "/feedback/draft", PAGE, kind="readings", text="Счёт").location == PAGE
    token = customer.get(PAGE).text.split('name="csrf_token" value="')[1].split('"')[0]
    headers = {"Referer": "https://localhost/feedback", "X-Draft": "1"}
    assert (
        customer.post("/feedback/draft", data={"csrf_token": token, "text": "Счётчик"}, headers=headers).status_code
        == 204
    )
    assert post(customer, "/feedback/clear", PAGE, text="Счётчик").location == PAGE
    saved = [(one.kind, one.text) for one in rpc.requests("feedback.save_draft")]
    assert saved == [("readings", "Счёт"), ("", "Счётчик"), ("", "")]
